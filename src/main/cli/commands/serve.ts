import { type Command, Option } from 'commander';
import type { SavedNetwork } from '../../../shared/recording/saved-network';
import { DEFAULT_SETTINGS, type Settings } from '../../../shared/settings/settings';
import { openLab } from '../../lab';
import type { Overlay } from '../../network/overlay/overlay';
import { onQuitRequest } from '../../quit-request';
import { readNetworkFile } from '../../read-network-file';
import { address, host, hostAndPort, peerCount, port } from '../options';
import { writeNote } from '../output';
import { endOnSignal } from '../signals';
import { StartError } from '../start-error';
import { LEGACY_FILES_WARNING, readyLine, startupBanner, warningsFor } from '../startup-banner';

interface ServeOptions {
  readonly host: string;
  readonly apiPort: number;
  readonly bootstrapPort?: number;
  readonly peerPort?: number;
  readonly bootstrap?: string;
  readonly bootstrapTransport?: 'tcp' | 'udp';
  readonly transport?: Settings['transport'];
  readonly peers: number;
  readonly open?: string;
  readonly allowHost?: readonly string[];
  readonly legacyFiles?: boolean;
  readonly legacyFilesPort: number;
  readonly json?: boolean;
}

/** Time limit for closing everything after a signal. */
const SHUTDOWN_TIMEOUT_MS = 2_800;

const HELP_EPILOGUE = `
Ports given here apply to this run; the settings of the lab do not change. 0 means any free port.
The token is kept in a file that only you can read; scripts send it as "Authorization: Bearer <token>".

Examples:
  $ syncpulse serve                              then open the address that it prints
  $ syncpulse serve --peers 50 --api-port 8080   fifty peers, the page on port 8080
  $ syncpulse serve --open ring.syncpulse        the network that was saved from the window
  $ syncpulse serve --host 0.0.0.0               for the other machines of a classroom, too
  $ syncpulse serve --json --api-port 0 --bootstrap-port 0 --peer-port 0
        first line: {"ready":true,"ui":URL,"api":URL,"bootstrap":"host:port","token":…}

Ctrl-C (or SIGTERM) lets every peer leave and ends within 3 seconds; a second one ends at once. A Node.js program
that starts it with an IPC channel can send {"syncpulse":"quit"} instead, as on Windows, which has no such signal.`;

export function serveCommand(command: Command): void {
  command
    .option('--host <address>', 'the address on which the page and the API listen', host, '127.0.0.1')
    .option('--api-port <port>', 'port of the page and the API', port, 4000)
    .option(
      '--bootstrap-port <port>',
      `port of the bootstrap server (a setting, default ${DEFAULT_SETTINGS.bootstrapPort})`,
      port,
    )
    .option(
      '--peer-port <port>',
      `first port for peers (a setting, default ${DEFAULT_SETTINGS.firstPeerPort})`,
      port,
    )
    .option('--bootstrap <host:port>', 'use a remote bootstrap server instead of a local one', address)
    .addOption(
      new Option(
        '--bootstrap-transport <transport>',
        'the transport of requests to the bootstrap server',
      ).choices(['tcp', 'udp']),
    )
    .addOption(
      new Option(
        '--transport <transport>',
        'the transport of requests between peers (a setting, default auto)',
      ).choices(['tcp', 'udp', 'auto']),
    )
    .option('--peers <count>', 'number of peers at the start', peerCount, 0)
    .option('--open <file>', 'a .syncpulse file with the network at the start')
    .option(
      '--allow-host <name:port>',
      'a further address for browsers, for example behind a proxy',
      hostAndPort,
    )
    .option(
      '--legacy-files',
      'serve /generate, /download, /upload and /uploaded without a token, to programs on this machine',
    )
    .option('--legacy-files-port <port>', 'port of the legacy file service, with --legacy-files', port, 0)
    .option('--json', 'print all addresses in one line of JSON')
    .addHelpText('after', HELP_EPILOGUE)
    .action(serve);
}

async function serve(options: ServeOptions, command: Command): Promise<void> {
  const saved = options.open === undefined ? undefined : await readNetworkFile(options.open);
  if (saved?.ok === false) command.error(`error: --open ${options.open}: ${saved.error.sentence}`);
  const ending = endOnSignal();
  onQuitRequest(ending.end);
  const { overlay, api, legacyFiles, token, start, stop } = await openLab({
    host: options.host,
    apiPort: options.apiPort,
    overrides: overridesOf(options),
    ...(options.allowHost && { allowedHosts: options.allowHost }),
    ...(options.legacyFiles && { legacyFilesPort: options.legacyFilesPort }),
    report: writeNote,
  });
  if (!api.ok) throw new StartError(api.error.sentence);
  if (legacyFiles?.ok === false) {
    await stop();
    throw new StartError(legacyFiles.error.sentence);
  }
  await start();

  for (const warning of warningsFor(options.host)) writeNote(warning);
  if (legacyFiles) writeNote(LEGACY_FILES_WARNING);
  const running = {
    ...{ state: overlay.log.state, api: api.value, token, host: options.host },
    ...(legacyFiles && { legacyFiles: legacyFiles.value }),
  };
  process.stdout.write(options.json ? readyLine(running) : startupBanner(running));
  void addFirstPeers(overlay, { saved: saved?.value, count: options.peers }, ending.signal);

  await ending.requested;
  setTimeout(() => process.exit(0), SHUTDOWN_TIMEOUT_MS);
  await stop();
  process.exit(0);
}

function overridesOf({
  bootstrapPort,
  peerPort,
  bootstrap,
  bootstrapTransport,
  transport,
}: ServeOptions): Partial<Settings> {
  return {
    ...(bootstrap !== undefined && { bootstrapAt: bootstrap }),
    ...(bootstrapTransport !== undefined && { bootstrapTransport }),
    ...(transport !== undefined && { transport }),
    ...(bootstrapPort !== undefined && { bootstrapPort }),
    ...(peerPort !== undefined && { firstPeerPort: peerPort }),
  };
}

/** The peers of the file come first: they take the ports that they had. */
async function addFirstPeers(
  overlay: Overlay,
  { saved, count }: { readonly saved: SavedNetwork | undefined; readonly count: number },
  signal: AbortSignal,
): Promise<void> {
  if (saved !== undefined) await addSaved(overlay, saved, signal);
  if (count > 0 && !signal.aborted) await addPeers(overlay, count, signal);
}

async function addSaved(overlay: Overlay, saved: SavedNetwork, signal: AbortSignal): Promise<void> {
  const opened = await overlay.open(saved, signal);
  if (signal.aborted) return;
  for (const { sentence } of opened.ok ? opened.value.problems : [opened.error]) writeNote(sentence);
}

async function addPeers(overlay: Overlay, count: number, signal: AbortSignal): Promise<void> {
  const added = await overlay.addPeers({ count, wiring: 'offered' }, signal);
  if (signal.aborted) return;
  const problem = added.ok ? added.value.problem : added.error;
  if (problem !== undefined) writeNote(problem.sentence);
}
