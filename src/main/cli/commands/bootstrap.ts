import type { Command } from 'commander';
import type { NetworkEvent } from '../../../shared/network/events';
import type { Problem } from '../../../shared/problem';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings';
import { HostedBootstrap } from '../../network/bootstrap/hosted-bootstrap';
import { ContactWays } from '../../network/external/contact-ways';
import { socketTransport } from '../../network/frames/frames';
import { EventLog } from '../../network/log/event-log';
import { bootstrapLines } from '../format/bootstrap-lines';
import { host, port, wholeNumber } from '../options';
import { print, printJson, writeNote } from '../output';
import { printEvents } from '../print-events';
import { endOnSignal } from '../signals';
import { StartError } from '../start-error';
import { warningsFor } from '../startup-banner';

interface BootstrapOptions {
  readonly host: string;
  readonly port: number;
  readonly capacity: number;
  readonly offer: number;
  readonly json?: boolean;
}

const HELP_EPILOGUE = `
It prints a line for each event, such as:
  Node2 registered: neighbours offered [Node1]

Examples:
  $ syncpulse bootstrap                      on 127.0.0.1:5000, TCP and UDP
  $ syncpulse bootstrap --offer 3            with three neighbours for each peer instead of two
  $ syncpulse bootstrap --host 0.0.0.0       for peers on other machines, too
  $ syncpulse bootstrap --port 0 --json      for scripts: an event a line, the first of them
        {"ready":true,"bootstrap":"127.0.0.1:40123"}

To start peers for it: syncpulse peer --help. Ctrl-C stops it.`;

export function bootstrapCommand(command: Command): void {
  const { bootstrapPort, bootstrapCapacity, neighboursOffered } = DEFAULT_SETTINGS;
  command
    .option('--host <address>', 'the address to listen on', host, '127.0.0.1')
    .option('--port <port>', 'its port, on TCP and on UDP; 0 means any free port', port, bootstrapPort)
    .option(
      '--capacity <count>',
      'peers that it registers before it answers REGOK 9996',
      wholeNumber(1, 100_000, 'a number of peers'),
      bootstrapCapacity,
    )
    .option(
      '--offer <count>',
      'random neighbours that it offers to each peer',
      wholeNumber(0, 200, 'a number of neighbours'),
      neighboursOffered,
    )
    .option('--json', 'print all output as lines of JSON')
    .addHelpText('after', HELP_EPILOGUE)
    .action(runBootstrap);
}

async function runBootstrap(options: BootstrapOptions): Promise<void> {
  const ending = endOnSignal();
  const log = new EventLog();
  const settings = {
    ...DEFAULT_SETTINGS,
    bindHost: options.host,
    bootstrapPort: options.port,
    bootstrapCapacity: options.capacity,
    neighboursOffered: options.offer,
  };
  const server = new HostedBootstrap({
    transport: socketTransport(),
    emit: log.emit,
    runtime: log.runtime,
    settings: () => settings,
    ways: new ContactWays(log),
  });
  const started = await server.start();
  if (!started.ok) {
    writeNote(withFreePort(started.error));
    throw new StartError(started.error.sentence);
  }

  const { address } = started.value;
  for (const warning of warningsForPeers(options.host)) writeNote(warning);
  if (options.json) printJson({ ready: true, bootstrap: address });
  if (options.json) printEvents(log);
  else {
    const printEvent = (event: NetworkEvent) => print(...bootstrapLines(event, log.state));
    for (const event of log.since(0).events) printEvent(event);
    log.subscribe(printEvent);
  }

  await ending.requested;
  await server.close();
}

/** @returns the problem's sentence with a free port, as a command-line option */
export function withFreePort({ sentence, freePort }: Problem): string {
  return freePort === undefined ? sentence : `${sentence} Port ${freePort} is free: --port ${freePort}`;
}

/** @returns warnings where other machines can reach the address; the protocol has neither encryption nor signatures */
export function warningsForPeers(address: string): string[] {
  if (warningsFor(address).length === 0) return [];
  return [
    `warning: other machines can reach ${address}, and their programs can send messages in the name of any peer.`,
  ];
}
