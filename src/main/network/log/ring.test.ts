import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ring } from './ring';

describe('a ring', () => {
  it('keeps the newest items that its capacity and weight allow, whatever was pushed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 20 })),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 40 }),
        (weights, capacity, most) => {
          const ring = new Ring<{ weight: number }>(
            capacity,
            () => most,
            ({ weight }) => weight,
          );
          let kept: { weight: number }[] = [];
          for (const weight of weights) {
            const item = { weight };
            ring.push(item);
            kept.push(item);
            const heavy = () => kept.reduce((sum, one) => sum + one.weight, 0) > most;
            while (kept.length > capacity || (kept.length > 1 && heavy())) kept = kept.slice(1);
            expect(ring.size).toBe(kept.length);
            expect(ring.slice(0)).toEqual(kept);
            expect(ring.slice(2)).toEqual(kept.slice(2));
          }
        },
      ),
    );
  });
});
