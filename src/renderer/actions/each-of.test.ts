import { expect, test } from 'vitest';
import { eachOf } from './each-of';

test('does all, no more at once than told, and returns what failed', async () => {
  let running = 0;
  let most = 0;
  const done: number[] = [];
  const failures = await eachOf(
    Array.from({ length: 50 }, (_, index) => index),
    7,
    async (item) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      if (item % 10 === 3) throw new Error(`no ${item}`);
      done.push(item);
    },
  );
  expect(most).toBe(7);
  expect(done).toHaveLength(45);
  expect(failures.map(({ item }) => item)).toEqual([3, 13, 23, 33, 43]);
});

test('nothing to do is done at once', async () => {
  expect(await eachOf([], 20, async () => undefined)).toEqual([]);
});
