import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { empiricalCdf, statisticsOf, thinned } from './statistics';

const values = fc.array(
  fc.integer({ min: -1_000_000, max: 1_000_000 }).map((whole) => whole / 8),
  {
    minLength: 1,
    maxLength: 300,
  },
);

describe('statistics', () => {
  it('agrees with figures worked out by hand', () => {
    // Sum of squares about the mean of 5 is 32; 32 / 7 for the sample.
    expect(statisticsOf([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({
      count: 8,
      min: 2,
      max: 9,
      mean: 5,
      standardDeviation: expect.closeTo(Math.sqrt(32 / 7), 12),
      p50: 4,
      p95: 9,
      p99: 9,
    });
  });

  it('has none for nothing, and no spread for a single value', () => {
    expect(statisticsOf([])).toBeNull();
    expect(statisticsOf([7])).toMatchObject({ count: 1, min: 7, max: 7, mean: 7, standardDeviation: null });
  });

  it('keeps its digits where the mean is large beside the spread', () => {
    const large = [4, 7, 13, 16].map((value) => value + 1e9);
    expect(statisticsOf(large)?.standardDeviation).toBeCloseTo(Math.sqrt(30), 6);
  });

  it('takes the hundredths of 1 to 100 as themselves', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(statisticsOf(hundred)).toMatchObject({ p50: 50, p95: 95, p99: 99 });
  });

  test.prop([values])('is the two-pass definition, in any order', (list) => {
    const found = statisticsOf(list);
    const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
    const squares = list.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    expect(found?.count).toBe(list.length);
    expect(found?.min).toBe(Math.min(...list));
    expect(found?.max).toBe(Math.max(...list));
    expect(found?.mean).toBeCloseTo(mean, 6);
    if (list.length > 1) {
      expect(found?.standardDeviation).toBeCloseTo(Math.sqrt(squares / (list.length - 1)), 5);
    }
    expect(statisticsOf([...list].reverse())).toEqual(found);
  });

  test.prop([values])('quantiles are where the CDF crosses their share', (list) => {
    const found = statisticsOf(list);
    const steps = empiricalCdf(list);
    for (const [share, at] of [
      [0.5, found?.p50],
      [0.95, found?.p95],
      [0.99, found?.p99],
    ]) {
      expect(at).toBe(steps.find((step) => step.share >= (share ?? 0))?.value);
    }
  });
});

describe('the empirical CDF', () => {
  test.prop([values])('counts, at every value, those that are no larger', (list) => {
    const steps = empiricalCdf(list);
    expect(steps.map(({ value }) => value)).toEqual([...new Set(list)].sort((a, b) => a - b));
    for (const { value, share } of steps) {
      expect(share * list.length).toBeCloseTo(list.filter((other) => other <= value).length, 6);
    }
    expect(steps.at(-1)?.share).toBe(1);
  });

  it('has no step for nothing', () => {
    expect(empiricalCdf([])).toEqual([]);
  });

  test.prop([values, fc.integer({ min: 2, max: 40 })])(
    'is drawn with few steps, all of them its own',
    (list, most) => {
      const steps = empiricalCdf(list);
      const few = thinned(steps, most);
      expect(few.length).toBeLessThanOrEqual(Math.max(steps.length > most ? 2 * most : most, 2));
      expect(steps).toEqual(expect.arrayContaining([...few]));
      expect(few[0]).toEqual(steps[0]);
      expect(few.at(-1)).toEqual(steps.at(-1));
      // What is left out between two neighbours is never more than the gap that was allowed.
      for (const [index, step] of few.entries()) {
        const next = few[index + 1];
        if (next === undefined) continue;
        const skipped = steps.filter(({ value }) => value > step.value && value < next.value);
        const last = skipped.at(-1);
        if (last) expect(last.share - step.share).toBeLessThanOrEqual(1 / (most - 1) + 1e-9);
      }
    },
  );
});
