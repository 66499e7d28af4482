import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { systemRuntime } from '../../runtime/system';
import { FairQueue } from './fair-queue';

test('does a few jobs in each turn of the event loop, in order, so that sockets are read in between', async () => {
  const turns = new FairQueue(systemRuntime);
  const done: number[] = [];
  for (let job = 0; job < 100; job += 1) turns.add(() => done.push(job));
  const after: number[] = [];
  while (done.length < 100 && after.length < 1_000) {
    await turn();
    after.push(done.length);
  }
  expect(done).toEqual(Array.from({ length: 100 }, (_, job) => job));
  const most = Math.max(...after.map((count, index) => count - (after[index - 1] ?? 0)));
  expect(most).toBeLessThanOrEqual(16);
});

test('does not do a job that was taken back', async () => {
  const turns = new FairQueue(systemRuntime);
  const done: string[] = [];
  turns.add(() => done.push('first'));
  const takeBack = turns.add(() => done.push('second'));
  turns.add(() => done.push('third'));
  takeBack();
  await turn();
  expect(done).toEqual(['first', 'third']);
});
