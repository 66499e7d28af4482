import { type Command, Option } from 'commander';
import { type Address, keyOf } from '../../../shared/protocol/address';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings';
import { withFreePort } from '../commands/bootstrap';
import { ExitCodeError } from '../exit-code-error';
import { host, participant, port } from '../options';
import { print, printJson, writeNote } from '../output';
import { endOnSignal } from '../signals';
import { StartError } from '../start-error';
import { ConsolePeer } from './console-peer';
import { runSession } from './session';

interface ConsoleOptions {
  readonly bootstrap: Address;
  readonly host: string;
  readonly port: number;
  readonly udp?: boolean;
  readonly json?: boolean;
}

const HELP_EPILOGUE = `
Type help there for all commands. Tab completes commands and addresses; the arrow keys recall earlier lines.
Ctrl-C cancels the running command or clears the line; on an empty line it ends the console, as exit does.

Examples:
  $ syncpulse console                                      with the bootstrap server at 127.0.0.1:5000
  $ syncpulse console --bootstrap 10.0.0.2:55555 --udp     a remote bootstrap server, by UDP
  $ echo 'REG 127.0.0.1 5001 node1' | syncpulse console    a script: ends with 1 if a command failed
  $ syncpulse console --json < commands.txt                every event a line, and after each command
        {"command":"REG 127.0.0.1 5001 node1","ok":true}`;

export function consoleCommand(command: Command): void {
  const { bootstrapPort } = DEFAULT_SETTINGS;
  command
    .addOption(
      new Option('--bootstrap <host:port>', 'the address of the bootstrap server')
        .argParser(participant)
        .default({ ip: '127.0.0.1', port: bootstrapPort }, `127.0.0.1:${bootstrapPort}`),
    )
    .option('--host <address>', 'the address on which the console listens', host, '127.0.0.1')
    .option('--port <port>', 'its port, on TCP and on UDP; 0 means any free port', port, 0)
    .option('--udp', 'send by UDP; default is TCP')
    .option('--json', 'print all output as lines of JSON')
    .addHelpText('after', HELP_EPILOGUE)
    .action(runConsole);
}

async function runConsole({
  bootstrap,
  udp = false,
  json = false,
  ...options
}: ConsoleOptions): Promise<void> {
  const ending = endOnSignal();
  const opened = await ConsolePeer.open({ ip: options.host, port: options.port }, bootstrap, {
    ...DEFAULT_SETTINGS,
    bindHost: options.host,
    transport: udp ? 'udp' : 'tcp',
  });
  if (!opened.ok) {
    writeNote(withFreePort(opened.error));
    throw new StartError(opened.error.sentence);
  }
  const peer = opened.value;
  if (json) printJson({ ready: true, peer: peer.id, bootstrap: keyOf(bootstrap) });
  else {
    print(
      `This console is a peer at ${peer.id}; the bootstrap server is ${keyOf(bootstrap)}.`,
      'Type help to list the commands, exit to end.',
    );
  }
  const terminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const { stdin: input, stdout: output } = process;
  const done = await runSession({ peer, bootstrap, input, output, terminal, json, signal: ending.signal });
  // A person has seen the failure on the terminal; a script needs an exit code.
  if (!done && !terminal) throw new ExitCodeError(1);
}
