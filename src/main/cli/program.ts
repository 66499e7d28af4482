import { Command, CommanderError } from 'commander';
import { version } from '../../../package.json';
import { bootstrapCommand } from './bootstrap';
import { consoleCommand } from './console/command';
import { doctorCommand } from './doctor';
import { EndedWith } from './ended-with';
import { experimentCommand } from './experiment';
import { peerCommand } from './peer';
import { serveCommand } from './serve';
import { StartError } from './start-error';

/** The exit code of a command line that was not understood, as shells and `getopt` have it. */
const MISUSED = 2;

const EXAMPLES = `
Examples:
  $ syncpulse serve                        the lab in a browser: open the address that it prints
  $ syncpulse serve --peers 10             with ten peers to begin with
  $ syncpulse serve --json --api-port 0    for scripts: one line of JSON says where it is
  $ syncpulse bootstrap                    the bootstrap server alone
  $ syncpulse peer --name anna             one peer alone
  $ syncpulse console                      type messages, see frames
  $ syncpulse doctor 127.0.0.1:5002        what is not exact in somebody's program, and how to mend it
  $ syncpulse experiment                   the course's experiment, with plots: --out results

Each command says more with --help, such as: syncpulse serve --help`;

/** One file for each command; this one only lists them. */
function createProgram(): Command {
  return new Command('syncpulse')
    .description('Runs a live peer-to-peer network: a bootstrap server and many peers on real sockets.')
    .version(version, '-V, --version', 'print the version')
    .addCommand(serveCommand())
    .addCommand(bootstrapCommand())
    .addCommand(peerCommand())
    .addCommand(consoleCommand())
    .addCommand(doctorCommand())
    .addCommand(experimentCommand())
    .addHelpText('after', EXAMPLES);
}

/** Runs a command line. What is wrong with it is said in one line. @returns the exit code, 2 for misuse */
export async function runProgram(argv: readonly string[]): Promise<number> {
  const program = createProgram();
  for (const command of [program, ...program.commands]) {
    command.exitOverride();
    command.configureOutput({
      outputError: (text, write) => write(`${text.trim().replaceAll(/\s*\n\s*/g, ' ')}\n`),
    });
  }
  try {
    await program.parseAsync(argv);
    return 0;
  } catch (error) {
    // Help that was asked for ends with 0; help that is shown because no command was given counts as misuse.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : MISUSED;
    if (error instanceof StartError) return 1;
    if (error instanceof EndedWith) return error.exitCode;
    throw error;
  }
}
