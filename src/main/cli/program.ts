import { Command, CommanderError } from 'commander';
import { version } from '../../../package.json';
import { ExitCodeError } from './exit-code-error';
import { StartError } from './start-error';

/** The exit code of an invalid command line, the convention of shells and `getopt`. */
const MISUSED = 2;

const EXAMPLES = `
Examples:
  $ syncpulse serve                        the lab in a browser: open the address that it prints
  $ syncpulse serve --peers 10             with ten peers to begin with
  $ syncpulse serve --json --api-port 0    for scripts: one line of JSON with all addresses
  $ syncpulse bootstrap                    the bootstrap server alone
  $ syncpulse peer --name anna             one peer alone
  $ syncpulse console                      type messages, see frames
  $ syncpulse doctor 127.0.0.1:5002        what is not exact in a program, and how to repair it
  $ syncpulse experiment                   the course's experiment, with plots: --out results

Each command has its own help, such as: syncpulse serve --help`;

/** Gives a command its options and its action. */
type Define = (command: Command) => void;

interface Listed {
  readonly name: string;
  /** The summary of a command in the help of the program, where the command itself is not loaded. */
  readonly summary: string;
  readonly load: () => Promise<Define>;
}

/** One file for each command, loaded when the command is used: most of them load the whole network. */
const COMMANDS: readonly Listed[] = [
  {
    name: 'serve',
    summary: 'run the lab and serve its window to a browser, and its API to scripts',
    load: async () => (await import('./commands/serve')).serveCommand,
  },
  {
    name: 'bootstrap',
    summary: 'run a bootstrap server alone, and print its events',
    load: async () => (await import('./commands/bootstrap')).bootstrapCommand,
  },
  {
    name: 'peer',
    summary: 'run one peer until Ctrl-C, and print what it sends and receives',
    load: async () => (await import('./commands/peer')).peerCommand,
  },
  {
    name: 'console',
    summary: 'type messages of the protocol, and see the frames and what they mean',
    load: async () => (await import('./console/command')).consoleCommand,
  },
  {
    name: 'doctor',
    summary: 'examine a bootstrap server or a peer of any implementation, and report how to repair it',
    load: async () => (await import('./commands/doctor')).doctorCommand,
  },
  {
    name: 'experiment',
    summary: "run the course's experiment and report hops, latency, messages and degree",
    load: async () => (await import('./experiment/experiment')).experimentCommand,
  },
];

function createProgram(): Command {
  const program = new Command('syncpulse')
    .description('Runs a live peer-to-peer network: a bootstrap server and many peers on real sockets.')
    .version(version, '-V, --version', 'print the version')
    .helpCommand(false)
    .hook('preSubcommand', async (_program, command) => {
      const listed = COMMANDS.find(({ name }) => name === command.name());
      if (listed) (await listed.load())(command);
    })
    .addHelpText('after', EXAMPLES);
  for (const { name, summary } of COMMANDS) program.addCommand(new Command(name).description(summary));
  // Commander's own `help` shows a command without loading it.
  const help = new Command('help').argument('[command]').description('display help for command');
  return program.addCommand(
    help.action(async (name?: string) => {
      if (name !== undefined && program.commands.every((command) => command.name() !== name)) {
        program.error(`error: unknown command '${name}'`);
      }
      await program.parseAsync(name === undefined ? ['--help'] : [name, '--help'], { from: 'user' });
    }),
  );
}

/** Runs a command line. Reports a mistake in one line. @returns the exit code, 2 for misuse */
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
    // Requested help ends with 0; help that is shown because no command was given counts as misuse.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : MISUSED;
    if (error instanceof StartError) return 1;
    if (error instanceof ExitCodeError) return error.exitCode;
    throw error;
  }
}
