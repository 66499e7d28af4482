import { expect, test } from 'vitest';
import { simulate } from './simulation';

/** Each twice: the same seed must give the same events, and the network must be whole at the end. */
const SEEDS = 200;

test(`${SEEDS} seeds: the same events each time, and a whole network at the end`, {
  timeout: 600_000,
}, async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const options = { seed, peers: 6, minutes: 0.1 };
    const first = await simulate(options);
    const again = `npm run simulate -- --seed ${seed} --peers 6 --minutes 0.1`;
    expect(first.faults, again).toEqual([]);
    expect((await simulate(options)).sha256, again).toBe(first.sha256);
  }
});
