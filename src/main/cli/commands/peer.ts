import { type Command, InvalidArgumentError, Option } from 'commander';
import type { NetworkEvent } from '../../../shared/network/events';
import { type Address, keyOf } from '../../../shared/protocol/address';
import { checkPeerName } from '../../../shared/protocol/names';
import { DEFAULT_SETTINGS, type Settings } from '../../../shared/settings/settings';
import { ServerDialect } from '../../network/bootstrap/server-dialect';
import { ContactWays } from '../../network/external/contact-ways';
import { socketTransport } from '../../network/frames/frames';
import { EventLog } from '../../network/log/event-log';
import { advertised } from '../../network/node/addresses';
import { Peer } from '../../network/peer/peer';
import { sleep } from '../../runtime/runtime';
import { nextFreePort } from '../../transport/sockets/ports';
import { peerReport } from '../format/peer-lines';
import { host, participant, port } from '../options';
import { print, printJson, writeNote } from '../output';
import { printEvents } from '../print-events';
import { endOnSignal } from '../signals';
import { StartError } from '../start-error';
import { warningsForPeers, withFreePort } from './bootstrap';

interface PeerOptions {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly bootstrap: Address;
  readonly transport: Settings['transport'];
  readonly json?: boolean;
}

/** Time limit for leaving in order. */
const LEAVE_TIMEOUT_MS = 2_000;

const HELP_EPILOGUE = `
It registers, joins the neighbours that it is offered, answers requests, and prints every message.
It waits for a bootstrap server that is down. Ctrl-C (or SIGTERM) leaves its neighbours and unregisters.

Examples:
  $ syncpulse peer --name anna                             at 127.0.0.1:5002, with the bootstrap server at :5000
  $ syncpulse peer --name bert --port 5003                 a second one
  $ syncpulse peer --name carl --bootstrap 10.0.0.2:55555 --host 10.0.0.7 --transport udp
                                                           in the network of another program
  $ syncpulse peer --name dora --port 0 --json             for scripts: an event a line, the first of them
        {"ready":true,"peer":"127.0.0.1:40123","bootstrap":"127.0.0.1:5000"}`;

export function peerCommand(command: Command): void {
  const { bootstrapPort, firstPeerPort } = DEFAULT_SETTINGS;
  command
    .requiredOption('--name <name>', 'its name', peerName)
    .option('--host <address>', 'the address to listen on', host, '127.0.0.1')
    .option('--port <port>', 'its port, on TCP and on UDP; 0 means any free port', port, firstPeerPort)
    .addOption(
      new Option('--bootstrap <host:port>', 'the address of the bootstrap server')
        .argParser(participant)
        .default({ ip: '127.0.0.1', port: bootstrapPort }, `127.0.0.1:${bootstrapPort}`),
    )
    .addOption(
      new Option('--transport <tcp|udp|auto>', 'the transport of its requests; it answers on both')
        .choices(['tcp', 'udp', 'auto'])
        .default('auto'),
    )
    .option('--json', 'print all output as lines of JSON')
    .addHelpText('after', HELP_EPILOGUE)
    .action(runPeer);
}

function peerName(text: string): string {
  const checked = checkPeerName(text);
  if (checked.ok) return checked.name;
  throw new InvalidArgumentError(checked.error.sentence);
}

async function runPeer({ name, bootstrap, transport, json, ...options }: PeerOptions): Promise<void> {
  const ending = endOnSignal();
  const log = new EventLog();
  const at: Address = { ip: options.host, port: options.port };
  const settings = { ...DEFAULT_SETTINGS, bindHost: at.ip, transport };
  const opened = await Peer.open(at, {
    name,
    transport: socketTransport(),
    emit: log.emit,
    runtime: log.runtime,
    settings: () => settings,
    bootstrap: () => bootstrap,
    dialect: new ServerDialect(() => false),
    ways: new ContactWays(log),
    identity: advertised,
  });
  if (!opened.ok) {
    const { code, sentence } = opened.error;
    const freePort = code === 'port-in-use' ? await nextFreePort(at) : undefined;
    writeNote(withFreePort({ code, sentence, ...(freePort !== undefined && { freePort }) }));
    throw new StartError(sentence);
  }

  const peer = opened.value;
  for (const warning of warningsForPeers(at.ip)) writeNote(warning);
  if (json) printJson({ ready: true, peer: peer.id, bootstrap: keyOf(bootstrap) });
  if (json) printEvents(log);
  else {
    const linesOf = peerReport(peer, bootstrap);
    const printEvent = (event: NetworkEvent) => print(...linesOf(event));
    for (const event of log.since(0).events) printEvent(event);
    log.subscribe(printEvent);
  }
  void peer.join();

  await ending.requested;
  const leaving = new AbortController();
  await Promise.race([peer.leave(), sleep(log.runtime, LEAVE_TIMEOUT_MS, leaving.signal)]);
  leaving.abort();
  await peer.close();
}
