import { expect, test } from 'vitest';
import { tempoOf } from './replay';

test('a short search is played message by message, a long one in about twenty seconds', () => {
  expect(tempoOf(5)).toEqual({ interval: 480, by: 1 });
  expect(tempoOf(100).by).toBe(1);
  for (const steps of [100, 1_000, 10_000]) {
    const { interval, by } = tempoOf(steps);
    const seconds = ((steps / by) * interval) / 1_000;
    expect(seconds).toBeGreaterThan(15);
    expect(seconds).toBeLessThan(25);
    expect(interval).toBeGreaterThanOrEqual(90);
  }
});
