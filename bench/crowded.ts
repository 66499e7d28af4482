import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { builtLab } from './built-lab';
import { median, quantile, type Row } from './figures';

const RUNS = 5;
/** Seconds of one measurement: 20 registrations a second. */
const SECONDS = 10;
const SENDERS = 10_000;
const AIM = 2;

/** What connections that send no whole frame do. */
const SENDER_KINDS: Readonly<Record<string, { readonly pause: number; readonly again: boolean }>> = {
  idle: { pause: 0, again: false },
  'one byte in 0.8 s': { pause: 800, again: false },
  'idle, opened again when closed': { pause: 0, again: true },
  'one byte in 0.8 s, opened again when closed': { pause: 800, again: true },
};

/** The 99th percentile of the time of a REG while other connections are held, next to the same without them. */
export async function benchCrowded(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [words, kind] of Object.entries(SENDER_KINDS)) {
    const measured: number[] = [];
    const baseline: number[] = [];
    for (let turn = 0; turn < RUNS; turn += 1) {
      const { port, stop } = await builtLab({ bootstrapCapacity: 100_000 });
      const latency = () => registerP99(port);
      await latency(); // Warms the program up.
      baseline.push(await latency());
      const end = await senders(port, kind);
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

/** @returns the 99th percentile of the times that REG took, in milliseconds */
async function registerP99(port: number): Promise<number> {
  const script = fileURLToPath(new URL('./register-latency.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', script, String(port), String(SECONDS)],
    { timeout: 120_000 },
  );
  return quantile(JSON.parse(stdout), 0.99);
}

/** @returns once all have been opened, how to end them */
async function senders(
  port: number,
  { pause, again }: (typeof SENDER_KINDS)[string],
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
