import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LogBatch } from '../../shared/contract';
import type { NetworkEvent } from '../../shared/network/events';
import { LogTail } from './log-tail';

const event = (seq: number): NetworkEvent => ({ seq, at: seq, type: 'bootstrap:stopped' });
const batch = (...seqs: number[]): LogBatch => ({ events: seqs.map(event), skipped: 0 });

/** A stream that a test feeds by hand. */
class Source implements AsyncIterable<LogBatch> {
  #waiting: LogBatch[] = [];
  #wake: (() => void) | null = null;
  #ended = false;

  push(...batches: LogBatch[]): void {
    this.#waiting.push(...batches);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<LogBatch> {
    for (;;) {
      const next = this.#waiting.shift();
      if (next) yield next;
      else if (this.#ended) return;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}

let source: Source;
let opened: number;
let tail: LogTail;
const seqs = () =>
  tail.state().rows.map((row) => (row.kind === 'event' ? row.event.seq : `skipped ${row.skipped}`));
const open = (limit: number) => {
  opened = 0;
  tail = new LogTail(async () => {
    opened += 1;
    source = new Source();
    return source;
  }, limit);
};
const settle = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  tail.stop();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

test('delivers at once after a quiet time, then at most four times a second', async () => {
  open(100);
  await settle();
  source.push(batch());
  await settle();
  let deliveries = 0;
  tail.subscribe(() => {
    deliveries += 1;
  });
  source.push(batch(1));
  await settle();
  expect(seqs()).toEqual([1]);
  for (let seq = 2; seq <= 20; seq += 1) {
    source.push(batch(seq));
    await settle(10);
  }
  expect(deliveries).toBe(1);
  await settle(250);
  expect(seqs()).toHaveLength(20);
  expect(deliveries).toBe(2);
});

test('keeps the last rows and says how many went', async () => {
  open(3);
  await settle();
  source.push(batch(1, 2));
  await settle(300);
  source.push(batch(3, 4, 5));
  await settle(300);
  expect(seqs()).toEqual([3, 4, 5]);
  expect(tail.state().trimmed).toBe(2);
});

test('a flood that was cut leaves a row that says so', async () => {
  open(100);
  await settle();
  source.push({ events: [event(9)], skipped: 7 });
  await settle();
  expect(seqs()).toEqual(['skipped 7', 9]);
});

test('while it is paused the list stands still and counts what comes', async () => {
  open(100);
  await settle();
  source.push(batch(1));
  await settle(300);
  tail.pause();
  source.push(batch(2, 3), { events: [event(9)], skipped: 5 });
  await settle(300);
  expect(seqs()).toEqual([1]);
  expect(tail.state().held).toBe(8);
  tail.resume();
  expect(seqs()).toEqual([1, 2, 3, 'skipped 5', 9]);
  expect(tail.state().held).toBe(0);
});

test('the samples of every second are not listed', async () => {
  open(100);
  await settle();
  source.push({
    events: [
      {
        seq: 1,
        at: 1,
        type: 'process:sampled',
        loopDelayMs: 0,
        loopDelayP99Ms: 0,
        memory: 0,
        messagesPerSecond: 0,
      },
      event(2),
    ],
    skipped: 0,
  });
  await settle();
  expect(seqs()).toEqual([2]);
});

test('a stream that drops is opened again and begins anew', async () => {
  open(100);
  await settle();
  source.push(batch(1));
  await settle();
  source.end();
  await settle();
  expect(tail.state().status).toBe('ended');
  await settle(1_000);
  expect(opened).toBe(2);
  source.push(batch(1, 2));
  await settle(300);
  expect(seqs()).toEqual([1, 2]);
});

test('a list that begins paused shows what was there, and holds what comes', async () => {
  opened = 0;
  tail = new LogTail(
    async () => {
      source = new Source();
      return source;
    },
    100,
    true,
  );
  await settle();
  source.push(batch(1, 2), batch(3));
  await settle(300);
  expect(seqs()).toEqual([1, 2]);
  expect(tail.state()).toMatchObject({ paused: true, held: 1 });
});
