import { Overlay } from '../src/main/network/overlay/overlay';
import { summarise } from '../src/shared/network/state/summary';
import { DEFAULT_SETTINGS } from '../src/shared/settings/settings';
import { barePeers } from './bare-peers';
import { median, type Row } from './figures';

const RUNS = 3;
const AIM: Readonly<Record<number, number>> = { 50: 1_000, 500: 5_000 };

/** Time until so many peers have joined, beside as many bare sockets that open and make as many connections. */
export async function benchSpawn(count: number): Promise<Row> {
  const measured: number[] = [];
  const baseline: number[] = [];
  // The first turn warms both up and is not counted.
  for (let turn = 0; turn <= RUNS; turn += 1) {
    const bare = await timed(async () => {
      const peers = await barePeers(count);
      return () => peers.close();
    });
    const real = await timed(async () => {
      const overlay = await hosted(count);
      return () => overlay.stop();
    });
    if (turn === 0) continue;
    baseline.push(bare);
    measured.push(real);
  }
  const aim = AIM[count] ?? Number.POSITIVE_INFINITY;
  return {
    what: `${count} peers spawned and joined`,
    measured: median(measured),
    baseline: median(baseline),
    unit: 'ms',
    aim: { words: `${aim.toLocaleString('en')} ms`, reached: median(measured) <= aim },
  };
}

/** @returns a running network of so many joined peers; throws where one did not join */
export async function hosted(count: number): Promise<Overlay> {
  const overlay = new Overlay({ settings: { ...DEFAULT_SETTINGS, bootstrapPort: 0, firstPeerPort: 0 } });
  await overlay.start();
  await overlay.addPeers({ count, wiring: 'offered' });
  const { phases, islands } = summarise(overlay.log.state);
  if (phases.joined !== count || islands !== 1)
    throw new Error(`only ${phases.joined} of ${count} peers joined`);
  return overlay;
}

async function timed(work: () => Promise<() => Promise<void>>): Promise<number> {
  const start = performance.now();
  const end = await work();
  const milliseconds = performance.now() - start;
  await end();
  return milliseconds;
}
