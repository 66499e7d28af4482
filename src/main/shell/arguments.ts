import { parseArgs } from 'node:util';
import type { Settings } from '../../shared/settings/settings';

/** What the desktop app understands; a part of what `serve` does, by the same names. */
export interface DesktopArguments {
  /** Port of the HTTP API; 0 takes any free one. */
  readonly apiPort: number;
  /** Settings for this run alone. */
  readonly overrides: Partial<Settings>;
  /** Print where everything is as one line of JSON on stdout. */
  readonly json: boolean;
  /** Arguments that are no options, in their order: the paths of files are among them. */
  readonly others: readonly string[];
}

/**
 * @param args without the programs in front of them. Chromium's own switches are among them, so unknown ones are
 * passed over, and a port that is none counts as not given.
 */
export function readArguments(args: readonly string[]): DesktopArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    strict: false,
    options: {
      'api-port': { type: 'string', default: '4000' },
      'bootstrap-port': { type: 'string' },
      'peer-port': { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const bootstrapPort = port(values['bootstrap-port']);
  const peerPort = port(values['peer-port']);
  return {
    apiPort: port(values['api-port']) ?? 4000,
    overrides: {
      ...(bootstrapPort !== undefined && { bootstrapPort }),
      ...(peerPort !== undefined && { firstPeerPort: peerPort }),
    },
    json: values.json === true,
    others: positionals,
  };
}

function port(text: string | boolean | undefined): number | undefined {
  if (typeof text !== 'string' || !/^\d{1,5}$/.test(text)) return undefined;
  const number = Number(text);
  return number <= 65_535 ? number : undefined;
}
