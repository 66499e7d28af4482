import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { anyHistory } from '../../../../test/support/arbitrary-events';
import type { FeedItem } from '../../../shared/contract';
import type { EventBody } from '../../../shared/network/events';
import { reduce } from '../../../shared/network/state/reduce';
import { stateOf } from '../../../shared/network/state/snapshot';
import type { NetworkState } from '../../../shared/network/state/state';
import { systemRuntime } from '../../runtime/system';
import { EventLog } from './event-log';
import { watchNetwork } from './feed';

/** A watcher as a window is one: folds what it is given, and insists that there is no gap. */
class Window {
  state: NetworkState | undefined;
  readonly items: FeedItem[] = [];
  readonly #abort = new AbortController();
  readonly done: Promise<void>;

  constructor(log: EventLog) {
    this.done = (async () => {
      for await (const item of watchNetwork(log, this.#abort.signal)) this.#take(item);
    })();
  }

  #take(item: FeedItem): void {
    this.items.push(structuredClone(item));
    if (item.kind === 'snapshot') {
      this.state = stateOf(item.snapshot);
      return;
    }
    if (!this.state) throw new Error('a batch came before any snapshot');
    expect(item.after).toBe(this.state.seq);
    for (const event of item.events) this.state = reduce(this.state, event);
    expect(this.state.seq).toBe(item.seq);
  }

  async close(): Promise<void> {
    this.#abort.abort();
    await this.done;
  }
}

const ping = (from: `${string}:${number}` = '127.0.0.1:50000'): EventBody => ({
  type: 'message:received',
  observer: '127.0.0.1:5002',
  from,
  to: '127.0.0.1:5002',
  transport: 'udp',
  verb: 'PING',
  bytes: 9,
  frame: '0009 PING',
  deviations: [],
});
const peerAdded: EventBody = { type: 'peer:added', peer: '127.0.0.1:5002', name: 'ann', hosted: true };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the feed', () => {
  it('gives a watcher the state that folding every event gives, wherever it comes in and however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyHistory,
        fc.array(fc.tuple(anyHistory, fc.constantFrom(0, 30, 60)), { maxLength: 5 }),
        async (before, parts) => {
          const log = new EventLog({ ...systemRuntime, now: () => 0, wallClock: () => 7 });
          for (const body of before) log.emit({ ...body });
          const window = new Window(log);
          for (const [part, pause] of parts) {
            for (const body of part) log.emit({ ...body });
            await vi.advanceTimersByTimeAsync(pause);
          }
          await vi.advanceTimersByTimeAsync(100);
          expect(window.state).toEqual(log.state);
          await window.close();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('counts what a peer said before it went, and nothing of it for one that comes to the same address', async () => {
    const log = new EventLog();
    log.emit({ ...peerAdded });
    const window = new Window(log);
    await vi.advanceTimersByTimeAsync(0);
    log.emit(ping());
    log.emit({ type: 'peer:removed', peer: '127.0.0.1:5002' });
    log.emit(ping());
    log.emit({ ...peerAdded });
    await vi.advanceTimersByTimeAsync(60);
    expect(window.state?.peers.get('127.0.0.1:5002')?.traffic.messagesIn).toBe(0);
    expect(window.state?.totals.messagesIn).toBe(2);
    await window.close();
  });

  it('delivers each event, and messages that were added up, with the identities of their time', async () => {
    const log = new EventLog();
    const window = new Window(log);
    await vi.advanceTimersByTimeAsync(0);
    const id = '127.0.0.1:5002';
    log.emit({ ...peerAdded });
    log.emit(ping());
    log.emit({ type: 'peer:removed', peer: id });
    log.emit({ ...peerAdded });
    log.emit(ping());
    await vi.advanceTimersByTimeAsync(60);
    const events = window.items.flatMap((item) => (item.kind === 'batch' ? item.events : []));
    expect(events.map(({ type, identities }) => [type, identities])).toEqual([
      ['peer:added', { [id]: 'n1' }],
      ['traffic:aggregated', { [id]: 'n1' }],
      ['peer:removed', { [id]: 'n1' }],
      ['peer:added', { [id]: 'n2' }],
      ['traffic:aggregated', { [id]: 'n2' }],
    ]);
    await window.close();
  });

  it('delivers messages to a peer whose address is taken over at once with the identity of the former one', async () => {
    const log = new EventLog();
    const window = new Window(log);
    await vi.advanceTimersByTimeAsync(0);
    log.emit({ ...peerAdded });
    log.emit(ping());
    log.emit({ ...peerAdded });
    await vi.advanceTimersByTimeAsync(60);
    const events = window.items.flatMap((item) => (item.kind === 'batch' ? item.events : []));
    expect(events.map(({ type, identities }) => [type, Object.values(identities ?? {})])).toEqual([
      ['peer:added', ['n1']],
      ['traffic:aggregated', ['n1']],
      ['peer:added', ['n2']],
    ]);
    await window.close();
  });

  it('adds messages up: ten thousand of them cost as many events as there are links and verbs', async () => {
    const log = new EventLog();
    const window = new Window(log);
    await vi.advanceTimersByTimeAsync(0);
    for (let count = 0; count < 10_000; count += 1) log.emit(ping());
    await vi.advanceTimersByTimeAsync(60);
    expect(window.items).toHaveLength(2);
    const [, batch] = window.items;
    expect(batch).toMatchObject({
      after: 0,
      seq: 10_000,
      events: [{ type: 'traffic:aggregated', flows: [{ verb: 'PING', messages: 10_000, bytes: 90_000 }] }],
    });
    await window.close();
  });

  it('delivers some twenty batches a second at most, though something happens all the time', async () => {
    const log = new EventLog();
    const window = new Window(log);
    await vi.advanceTimersByTimeAsync(0);
    for (let millisecond = 0; millisecond < 1_000; millisecond += 1) {
      log.emit(ping());
      await vi.advanceTimersByTimeAsync(1);
    }
    const batches = window.items.length - 1;
    expect(batches).toBeGreaterThanOrEqual(18);
    expect(batches).toBeLessThanOrEqual(21);
    await window.close();
  });

  it.each([
    ['changes of the picture', (index: number): EventBody => ({ ...peerAdded, name: `n${index}` })],
    ['messages from ever new addresses', (index: number) => ping(`127.0.0.1:${index}`)],
  ])('gives a watcher that fell behind by 20,000 %s a new picture instead', async (_what, body) => {
    const log = new EventLog();
    const feed = watchNetwork(log);
    await feed.next();
    const second = feed.next();
    for (let index = 0; index < 20_000; index += 1) log.emit(body(index));
    await vi.advanceTimersByTimeAsync(60);
    const item = (await second).value;
    expect(item).toMatchObject({ kind: 'snapshot', snapshot: { seq: 20_000 } });
    const third = feed.next();
    log.emit(ping());
    await vi.advanceTimersByTimeAsync(60);
    expect((await third).value).toMatchObject({ kind: 'batch', after: 20_000, seq: 20_001 });
    await feed.return();
  });

  it('loses nothing while the watcher is busy with a batch', async () => {
    const log = new EventLog();
    const feed = watchNetwork(log);
    await feed.next();
    log.emit(ping());
    log.emit({ ...peerAdded });
    const next = feed.next();
    await vi.advanceTimersByTimeAsync(60);
    const { value } = await next;
    expect(value).toMatchObject({ after: 0, seq: 2 });
    expect(value?.kind === 'batch' && value.events.map(({ type }) => type)).toEqual([
      'traffic:aggregated',
      'peer:added',
    ]);
    await feed.return();
  });

  it('does not tell an event again that the picture holds, though it is delivered after the picture was taken', async () => {
    const log = new EventLog();
    const feeds: AsyncGenerator<FeedItem>[] = [];
    const snapshots: Promise<IteratorResult<FeedItem>>[] = [];
    const unsubscribe = log.subscribe(() => {
      unsubscribe();
      log.emit({ ...peerAdded });
      // Folded already, and not delivered yet.
      const feed = watchNetwork(log);
      feeds.push(feed);
      snapshots.push(feed.next());
    });
    log.emit(ping());
    expect((await snapshots[0])?.value).toMatchObject({ snapshot: { seq: 2 } });
    const next = feeds[0]?.next();
    log.emit(ping());
    await vi.advanceTimersByTimeAsync(60);
    expect((await next)?.value).toMatchObject({ after: 2, seq: 3, events: [{ type: 'traffic:aggregated' }] });
    await feeds[0]?.return(undefined);
  });

  it.each(['waits', 'is gathering a batch'])(
    'ends when told to while it %s, and leaves no timer',
    async (when) => {
      const log = new EventLog();
      const unsubscribed = vi.spyOn(log, 'subscribe');
      const window = new Window(log);
      await vi.advanceTimersByTimeAsync(0);
      if (when !== 'waits') log.emit(ping());
      await vi.advanceTimersByTimeAsync(0);
      await window.close();
      expect(unsubscribed).toHaveBeenCalledOnce();
      expect(vi.getTimerCount()).toBe(0);
      const items = window.items.length;
      log.emit(ping());
      await vi.advanceTimersByTimeAsync(200);
      expect(window.items).toHaveLength(items);
    },
  );
});
