import { simulate } from '../test/simulation/simulation';
import { median, type Row } from './figures';

/** One run may meet a pause of the machine. */
const RUNS = 3;
const AIM = 60;

/**
 * How many times faster than real time the network runs on virtual time: 100 peers for 10 minutes, which come, crash,
 * go, search and download. Each run has the same seed, and so does the same work.
 */
export async function benchSimulate(): Promise<Row[]> {
  const factors: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const start = performance.now();
    const { virtualMs, faults } = await simulate({ seed: 1, peers: 100, minutes: 10, links: { loss: 0 } });
    if (faults.length > 0)
      throw new Error(`the simulated network is not whole at the end: ${faults.join('; ')}`);
    factors.push(virtualMs / (performance.now() - start));
  }
  const measured = median(factors);
  return [
    {
      what: 'simulation of 100 peers for 10 minutes, times faster than real time',
      measured,
      unit: '×',
      aim: { words: `at least ${AIM} ×`, reached: measured >= AIM },
    },
  ];
}
