import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { VirtualRuntime } from './virtual';
import { type Pace, watchChanges } from './watch-changes';

/** A number that changes, and a consumer that notes each item it is given with the time. */
function counter(pace: Omit<Pace, 'runtime'> = {}, last = Number.POSITIVE_INFINITY) {
  const runtime = new VirtualRuntime(1);
  const listeners = new Set<() => void>();
  const end = new AbortController();
  const seen: string[] = [];
  let value: number | undefined = 0;
  const stream = watchChanges({
    subscribe: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    read: () => value,
    isLast: (item) => item >= last,
    pace: { runtime, ...pace },
    signal: end.signal,
  });
  return {
    runtime,
    stream,
    end,
    seen,
    set(next: number | undefined) {
      value = next;
      for (const changed of listeners) changed();
    },
    setAt(milliseconds: number, next: number) {
      runtime.setTimer(milliseconds, () => this.set(next));
    },
    async consume() {
      for await (const item of stream) seen.push(`${item} at ${runtime.now()}`);
      seen.push('end');
    },
    listening: () => listeners.size + getEventListeners(end.signal, 'abort').length,
  };
}

test('the first item comes at once, then one for each change, without delay where no pace is set', async () => {
  const watched = counter();
  const consumed = watched.consume();
  watched.setAt(10, 1);
  watched.setAt(11, 2);
  await watched.runtime.pass(100);
  expect(watched.seen).toEqual(['0 at 0', '1 at 10', '2 at 11']);
  watched.end.abort();
  await consumed;
});

test('between two items lies at least the interval, and the last change is never left out', async () => {
  const watched = counter({ interval: 100 });
  const consumed = watched.consume();
  for (const at of [10, 20, 30, 110]) watched.setAt(at, at);
  watched.setAt(350, 350);
  await watched.runtime.pass(1_000);
  expect(watched.seen).toEqual(['0 at 0', '30 at 100', '110 at 200', '350 at 350']);
  watched.end.abort();
  await consumed;
});

test('what changes within the settling time of a change comes in one item', async () => {
  const watched = counter({ interval: 20, settle: 5 });
  const consumed = watched.consume();
  for (const at of [50, 52, 54]) watched.setAt(at, at);
  await watched.runtime.pass(1_000);
  expect(watched.seen).toEqual(['0 at 0', '54 at 55']);
  watched.end.abort();
  await consumed;
});

test('a change while the consumer is busy is in its next item, and none follows that has nothing new', async () => {
  const watched = counter();
  expect(await watched.stream.next()).toEqual({ done: false, value: 0 });
  watched.set(1);
  watched.set(2);
  expect(await watched.stream.next()).toEqual({ done: false, value: 2 });
  const more = watched.stream.next();
  let came = false;
  void more.then(() => {
    came = true;
  });
  await watched.runtime.pass(1_000);
  expect(came).toBe(false);
  watched.end.abort();
  expect((await more).done).toBe(true);
});

test('aborted while it waits for a change, it ends without another item and leaves no listener', async () => {
  const watched = counter({ interval: 100 });
  const consumed = watched.consume();
  await watched.runtime.pass(1_000);
  expect(watched.listening()).toBe(2);
  watched.end.abort();
  await consumed;
  expect(watched.seen).toEqual(['0 at 0', 'end']);
  expect(watched.listening()).toBe(0);
});

test('aborted while it waits for its interval, it ends at once and leaves no listener', async () => {
  const watched = counter({ interval: 100 });
  const consumed = watched.consume();
  watched.setAt(10, 1);
  await watched.runtime.pass(50);
  watched.end.abort();
  await consumed;
  expect(watched.seen).toEqual(['0 at 0', 'end']);
  expect(watched.runtime.now()).toBe(50);
  expect(watched.listening()).toBe(0);
});

test('aborted before it begins, it gives nothing and never subscribes', async () => {
  const watched = counter();
  watched.end.abort();
  await watched.consume();
  expect(watched.seen).toEqual(['end']);
  expect(watched.listening()).toBe(0);
});

test('a consumer that leaves ends it, and no listener is left', async () => {
  const watched = counter();
  for await (const item of watched.stream) {
    expect(item).toBe(0);
    expect(watched.listening()).toBe(2);
    break;
  }
  expect(watched.listening()).toBe(0);
});

test('it ends after its last item, and where there is nothing to read any more', async () => {
  const ended = counter({}, 2);
  const consumed = ended.consume();
  ended.setAt(1, 2);
  await ended.runtime.run(consumed, 1_000);
  expect(ended.seen).toEqual(['0 at 0', '2 at 1', 'end']);
  expect(ended.listening()).toBe(0);

  const gone = counter();
  const left = gone.consume();
  gone.runtime.setTimer(1, () => gone.set(undefined));
  await gone.runtime.run(left, 1_000);
  expect(gone.seen).toEqual(['0 at 0', 'end']);
  expect(gone.listening()).toBe(0);
});

test('an error while it reads reaches the consumer, and no listener is left', async () => {
  let listening = 0;
  const stream = watchChanges({
    subscribe: () => {
      listening += 1;
      return () => {
        listening -= 1;
      };
    },
    read: (): number => {
      throw new Error('no such state');
    },
  });
  await expect(stream.next()).rejects.toThrow('no such state');
  expect(listening).toBe(0);
});
