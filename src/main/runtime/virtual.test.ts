import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { randomInt } from './random';
import { sleep, timeLimit } from './runtime';
import { VirtualRuntime } from './virtual';

test('an hour passes without waiting, and both clocks tell it', async () => {
  const runtime = new VirtualRuntime(1);
  const began = runtime.wallClock();
  await runtime.run(sleep(runtime, 3_600_000), 3_600_000);
  expect(runtime.now()).toBe(3_600_000);
  expect(runtime.wallClock() - began).toBe(3_600_000);
});

test('what is due first happens first, whatever the order in which it was set', async () => {
  const runtime = new VirtualRuntime(1);
  const seen: number[] = [];
  for (const at of [30, 10, 20]) runtime.setTimer(at, () => seen.push(at));
  await runtime.pass(100);
  expect(seen).toEqual([10, 20, 30]);
});

test('a timer that was cancelled never runs, and one that was restarted runs once, later', async () => {
  const runtime = new VirtualRuntime(1);
  const seen: string[] = [];
  runtime.setTimer(10, () => seen.push('cancelled')).cancel();
  const restarted = runtime.setTimer(10, () => seen.push(`restarted at ${runtime.now()}`));
  runtime.setTimer(5, () => restarted.restart());
  await runtime.pass(100);
  expect(seen).toEqual(['restarted at 15']);
});

test('a time limit aborts its signal with a TimeoutError; one that was cancelled does not', async () => {
  const runtime = new VirtualRuntime(1);
  const kept = timeLimit(runtime, 10);
  const cancelled = timeLimit(runtime, 10);
  cancelled.cancel();
  await runtime.pass(20);
  expect(kept.signal.reason).toMatchObject({ name: 'TimeoutError' });
  expect(cancelled.signal.aborted).toBe(false);
});

test('time stands still while work is outside, and it ends in the order in which it began', async () => {
  const runtime = new VirtualRuntime(1);
  const seen: string[] = [];
  const read = (name: string) =>
    runtime
      .outside(() => readFile(new URL(import.meta.url)))
      .then(() => seen.push(`${name} at ${runtime.now()}`));
  runtime.setTimer(1, () => seen.push('timer'));
  await runtime.run(Promise.all([read('first'), read('second'), read('third')]), 0);
  await runtime.pass(1);
  expect(seen).toEqual(['first at 0', 'second at 0', 'third at 0', 'timer']);
});

test('work that never ends is an error, not a hang', async () => {
  const runtime = new VirtualRuntime(1);
  await expect(runtime.run(new Promise(() => undefined), 1_000)).rejects.toThrow('Nothing is due');
  const again = () => {
    runtime.setTimer(400, again);
  };
  again();
  await expect(runtime.run(new Promise(() => undefined), 1_000)).rejects.toThrow('1000 ms');
});

/** Many activities that take numbers, wait, and set each other off. */
async function busy(seed: number): Promise<string> {
  const runtime = new VirtualRuntime(seed);
  const seen: string[] = [];
  const activity = async (name: string) => {
    const random = runtime.random.fork(name);
    for (let round = 0; round < 20; round += 1) {
      await sleep(runtime, randomInt(5, random));
      seen.push(`${runtime.now()} ${name} ${random().toFixed(9)}`);
    }
  };
  await runtime.run(Promise.all(Array.from({ length: 20 }, (_, index) => activity(`${index}`))), 10_000);
  return seen.join('\n');
}

test('the same seed gives the same run, and another seed another one', async () => {
  for (let seed = 0; seed < 20; seed += 1) expect(await busy(seed), `seed ${seed}`).toBe(await busy(seed));
  expect(await busy(1)).not.toBe(await busy(2));
});

test('what is due at one moment happens in an order that the seed decides', async () => {
  const orderOf = async (seed: number) => {
    const runtime = new VirtualRuntime(seed);
    const seen: number[] = [];
    for (let index = 0; index < 10; index += 1) runtime.setTimer(5, () => seen.push(index));
    await runtime.pass(5);
    return seen.join(' ');
  };
  const orders = new Set(await Promise.all([1, 2, 3, 4, 5].map(orderOf)));
  expect(orders.size).toBe(5);
});
