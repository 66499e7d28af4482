import { networkInterfaces } from 'node:os';
import { version } from '../../../package.json';
import type { NetworkState } from '../../shared/network/state/state';
import { inUrl } from '../api/access/hosts';
import type { Token } from '../api/access/token-file';
import type { LegacyFiles } from '../api/files/legacy-files';
import type { ApiServer } from '../api/server';
import { isWildcard } from '../network/node/addresses';

/** The parts of a running lab that the banner prints. */
export interface RunningLab {
  readonly state: NetworkState;
  readonly api: ApiServer;
  readonly token: Token;
  /** The address on which it was requested to listen. */
  readonly host: string;
  readonly legacyFiles?: LegacyFiles;
}

/** One line of JSON for scripts. `bootstrap` is null where it could not start; `problem` contains the reason. */
export function readyLine({ state, api, token: { token }, legacyFiles }: RunningLab): string {
  const { address, problem } = state.bootstrap;
  return `${JSON.stringify({
    ready: true,
    ui: withToken(api.url, token),
    api: api.apiUrl,
    bootstrap: address,
    token,
    ...(legacyFiles && { legacyFiles: legacyFiles.url }),
    ...(problem !== null && { problem }),
  })}\n`;
}

/** A few lines for people: the address to open, and the other addresses. */
export function startupBanner({ state, api, token: { token, file }, host, legacyFiles }: RunningLab): string {
  const { address, problem } = state.bootstrap;
  const others = isWildcard(host) ? addressesHere() : [];
  const lines = [
    `syncPulse ${version} is running. Open this in a browser:`,
    '',
    `  ${withToken(api.url, token)}`,
    ...others.map(
      (other) => `  ${withToken(`http://${inUrl(other)}:${api.port}/`, token)}  (from other machines)`,
    ),
    '',
    `  API               ${api.apiUrl}  (described at ${api.apiUrl}/openapi.json)`,
    ...(file === undefined ? [] : [`  Token             ${file}`]),
    `  Bootstrap server  ${address ?? `not running: ${problem?.sentence ?? 'it is stopped'}`}`,
    ...(legacyFiles ? [`  Files, no token   ${legacyFiles.url}`] : []),
    '',
    'Ctrl-C stops it: every peer leaves first.',
  ];
  return `${lines.join('\n')}\n`;
}

export const LEGACY_FILES_WARNING =
  'warning: --legacy-files serves files without a token. Every program and every user of this machine can read what the peers share and what was uploaded, and replace uploads. Use it only while an old client needs it.';

/** @returns warnings where other machines can reach the lab */
export function warningsFor(host: string): string[] {
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return [];
  const clients = isWildcard(host)
    ? 'every machine that reaches this one'
    : `every machine that reaches ${host}`;
  return [
    `warning: ${clients} can open the page. Anyone with the token controls this lab, and the connection is not encrypted.`,
  ];
}

function withToken(url: string, token: string): string {
  return `${url}?token=${token}`;
}

function addressesHere(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
}
