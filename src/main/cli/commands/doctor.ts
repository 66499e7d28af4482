import { styleText } from 'node:util';
import { type Command, Option } from 'commander';
import type { Transport } from '../../../shared/network/events';
import type { ExamineProgress, Report } from '../../../shared/network/report';
import type { Address } from '../../../shared/protocol/address';
import { examinationPlan, type Paint, reportMarkdown, reportText } from '../../../shared/text/report-text';
import { examine } from '../../conformance/examine';
import { ExitCodeError } from '../exit-code-error';
import { participant, wholeNumber } from '../options';
import { printText } from '../output';
import { endOnSignal, INTERRUPTED } from '../signals';

type Format = 'text' | 'json' | 'markdown';

interface DoctorOptions {
  readonly tcp?: boolean;
  readonly udp?: boolean;
  readonly json?: boolean;
  readonly format: Format;
  readonly thorough?: boolean;
  readonly quiet?: boolean;
  readonly timeout: number;
}

const milliseconds = wholeNumber(50, 60_000, 'a number of milliseconds');
const CONFORMANT = 0;
const DEVIATIONS = 1;
const UNREACHABLE = 2;

const HELP_EPILOGUE = `
The doctor sends a bootstrap server or a peer, written in any language, every request of the protocol, and reports
for each answer whether it is exact, tolerated (not exact, but understood) or wrong, byte by byte, and how to repair
it. It registers and joins only with its own addresses, and removes its entries again. What it will send is
printed before it begins, on standard error. Requests that may end a program are sent only with --thorough.

Exit code: 0 conformant, 1 deviations, 2 unreachable.

Examples:
  $ syncpulse doctor 127.0.0.1:5000              a bootstrap server, by TCP and by UDP
  $ syncpulse doctor 192.168.1.20:55555 --udp    by UDP alone
  $ syncpulse doctor 127.0.0.1:5002 --thorough   malformed requests too
  $ syncpulse doctor 127.0.0.1:5002 --format markdown > report.md`;

export function doctorCommand(command: Command): void {
  command
    .argument('<host:port>', 'the address of the program', participant)
    .addOption(new Option('--tcp', 'examine by TCP alone').conflicts('udp'))
    .addOption(new Option('--udp', 'examine by UDP alone'))
    .option('--thorough', 'also send a malformed REG or JOIN, last; some programs end when they read it')
    .addOption(
      new Option('--format <format>', 'how to print the report')
        .choices(['text', 'json', 'markdown'])
        .default('text'),
    )
    .option('--json', 'the same as --format json')
    .option('--quiet', 'print neither the plan nor the progress')
    .option('--timeout <ms>', 'longest wait for each reply, in milliseconds', milliseconds, 1_500)
    .addHelpText('after', HELP_EPILOGUE)
    .action(doctor);
}

async function doctor(address: Address, options: DoctorOptions): Promise<void> {
  const { tcp, udp, json, thorough = false, quiet = false, timeout } = options;
  const transports: readonly Transport[] = tcp ? ['tcp'] : udp ? ['udp'] : ['tcp', 'udp'];
  const { signal } = endOnSignal();
  if (!quiet) printPlan(address, thorough);
  const progress = quiet || !process.stderr.isTTY ? {} : { onProgress: printProgress };
  const report = await examine(address, { transports, timeout, thorough, ...progress }, signal);
  printText(written(report, json ? 'json' : options.format));
  const code = signal.aborted ? INTERRUPTED : exitCodeOf(report);
  if (code !== CONFORMANT) throw new ExitCodeError(code);
}

function printPlan({ ip, port }: Address, thorough: boolean): void {
  const lines = examinationPlan(thorough).map((sentence) => `  ${sentence}`);
  process.stderr.write(`This will be sent to ${ip}:${port}:\n${lines.join('\n')}\n\n`);
}

function printProgress({ transport, title, asked }: ExamineProgress): void {
  process.stderr.write(`  ${transport.toUpperCase()} ${asked + 1}  ${title}\n`);
}

function written(report: Report, format: Format): string {
  if (format === 'json') return `${JSON.stringify(report, null, 2)}\n`;
  if (format === 'markdown') return reportMarkdown(report);
  const { NO_COLOR: plain } = process.env;
  const colours = process.stdout.isTTY && !plain;
  const paint: Paint = (style, text) => (colours ? styleText(style, text) : text);
  return reportText(report, paint);
}

function exitCodeOf({ reachable, conformant }: Report): number {
  if (!reachable) return UNREACHABLE;
  return conformant ? CONFORMANT : DEVIATIONS;
}
