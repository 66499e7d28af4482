import { median, type Row } from './figures';
import { bundledProbe } from './probe';

const RUNS = 3;
const PEERS = 500;

/** Resident memory that a joined peer adds, beside a bare TCP and UDP socket each. */
export async function benchMemory(): Promise<Row> {
  const measured: number[] = [];
  const baseline: number[] = [];
  const probe = await bundledProbe('memory-probe.ts');
  for (let turn = 0; turn < RUNS; turn += 1) {
    baseline.push(await probe.run('bare', String(PEERS)));
    measured.push(await probe.run('hosted', String(PEERS)));
  }
  await probe.remove();
  return {
    what: `memory a peer, of ${PEERS}`,
    measured: median(measured) / 1_024,
    baseline: median(baseline) / 1_024,
    unit: 'KiB',
  };
}
