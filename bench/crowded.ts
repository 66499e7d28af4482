import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { builtLab } from './built-lab';
import { median, type Row } from './figures';
import { probe } from './probe';

const RUNS = 5;
const REGISTRATIONS = 500;
const SENDERS = 10_000;
const AIM = 2;

/** What connections that send no whole frame do. */
const MANNERS: Readonly<Record<string, { readonly pause: number; readonly again: boolean }>> = {
  idle: { pause: 0, again: false },
  'one byte in 0.8 s': { pause: 800, again: false },
  'idle, opened again when closed': { pause: 0, again: true },
  'one byte in 0.8 s, opened again when closed': { pause: 800, again: true },
};

/** How long a REG of one that means well takes at worst, while others hold connections; beside without them, same run. */
export async function benchCrowded(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [words, manner] of Object.entries(MANNERS)) {
    const measured: number[] = [];
    const baseline: number[] = [];
    for (let turn = 0; turn < RUNS; turn += 1) {
      const { port, stop } = await builtLab({ bootstrapCapacity: 100_000 });
      const latency = () => probe('register-latency.ts', String(port), String(REGISTRATIONS));
      await latency(); // Warms the program up.
      baseline.push(await latency());
      const end = await senders(port, manner);
      measured.push(await latency());
      await end();
      await stop();
    }
    const ratio = median(measured) / median(baseline);
    rows.push({
      what: `REG p99, beside ${SENDERS.toLocaleString('en')} senders: ${words}`,
      measured: median(measured),
      baseline: median(baseline),
      unit: 'ms',
      aim: { words: `${AIM} × without them`, reached: ratio <= AIM },
    });
  }
  return rows;
}

/** @returns once all have been opened, how to end them */
async function senders(
  port: number,
  { pause, again }: (typeof MANNERS)[string],
): Promise<() => Promise<void>> {
  const script = fileURLToPath(new URL('./idle-senders.ts', import.meta.url));
  const settings = [String(port), String(SENDERS), String(pause), again ? 'again' : 'once'];
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...settings], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return async () => {
    child.stdin.end();
    await once(child, 'exit');
  };
}
