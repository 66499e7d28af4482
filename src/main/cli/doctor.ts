import { Command, Option } from 'commander';
import type { Transport } from '../../shared/network/events';
import type { Report } from '../../shared/network/report';
import type { Address } from '../../shared/protocol/address';
import { examine } from '../network/doctor/examine';
import { reportText } from './doctor-report';
import { EndedWith } from './ended-with';
import { participant, wholeNumber } from './options';
import { printText } from './output';
import { endOnSignal, INTERRUPTED } from './signals';

interface DoctorOptions {
  readonly tcp?: boolean;
  readonly udp?: boolean;
  readonly json?: boolean;
  readonly timeout: number;
}

const milliseconds = wholeNumber(50, 60_000, 'a number of milliseconds');
const CONFORMANT = 0;
const DEVIATIONS = 1;
const UNREACHABLE = 2;

const MORE = `
The doctor asks a bootstrap server or a peer, in whatever language it is written, everything that the protocol
has, and says of each answer whether it is exact, tolerated (not exact, but understood) or wrong, octet by octet,
and how to mend it. It registers and joins only as itself, and takes itself out again.

Exit code: 0 conformant, 1 deviations, 2 unreachable.

Examples:
  $ syncpulse doctor 127.0.0.1:5000              a bootstrap server, by TCP and by UDP
  $ syncpulse doctor 192.168.1.20:55555 --udp    by UDP alone
  $ syncpulse doctor 127.0.0.1:5002 --json > report.json`;

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('examine a bootstrap server or a peer that anybody wrote, and say how to mend it')
    .argument('<host:port>', 'where it listens', participant)
    .addOption(new Option('--tcp', 'ask by TCP alone').conflicts('udp'))
    .addOption(new Option('--udp', 'ask by UDP alone'))
    .option('--json', 'print the report as JSON')
    .option('--timeout <ms>', 'longest wait for each answer, in milliseconds', milliseconds, 1_500)
    .addHelpText('after', MORE)
    .action(doctor);
}

async function doctor(address: Address, { tcp, udp, json, timeout }: DoctorOptions): Promise<void> {
  const transports: readonly Transport[] = tcp ? ['tcp'] : udp ? ['udp'] : ['tcp', 'udp'];
  const { signal } = endOnSignal();
  const report = await examine(address, { transports, timeout }, signal);
  const { NO_COLOR: plain } = process.env;
  const colours = process.stdout.isTTY && !plain;
  printText(json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report, { colours }));
  const code = signal.aborted ? INTERRUPTED : exitCodeOf(report);
  if (code !== CONFORMANT) throw new EndedWith(code);
}

function exitCodeOf({ reachable, conformant }: Report): number {
  if (!reachable) return UNREACHABLE;
  return conformant ? CONFORMANT : DEVIATIONS;
}
