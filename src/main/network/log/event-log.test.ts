import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { anyHistory } from '../../../../test/support/arbitrary-events';
import type { EventBody, NetworkEvent } from '../../../shared/network/events';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings';
import { systemRuntime } from '../../runtime/system';
import { EventLog } from './event-log';

const message = (observer: `${string}:${number}` | 'bootstrap', frame = '0009 PING'): EventBody => ({
  type: 'message:received',
  observer,
  from: '127.0.0.1:50000',
  to: '127.0.0.1:5002',
  transport: 'tcp',
  verb: 'PING',
  bytes: frame.length,
  frame,
  deviations: [],
});
const added = (peer: `${string}:${number}`): EventBody => ({
  type: 'peer:added',
  peer,
  name: 'ann',
  hosted: true,
});

describe('the event log', () => {
  it('numbers events from 1 without a gap, stamps them, and tells of each once', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        let now = 100;
        const log = new EventLog({ ...systemRuntime, now: () => 0, wallClock: () => now++ });
        const heard: NetworkEvent[] = [];
        log.subscribe((event) => heard.push(event));
        for (const body of history) log.emit({ ...body });
        expect(heard.map(({ seq }) => seq)).toEqual(history.map((_, index) => index + 1));
        expect(heard.map(({ at }) => at)).toEqual(history.map((_, index) => index + 100));
        expect(log.state.seq).toBe(history.length);
        expect(log.since(0)).toEqual({ events: heard, complete: true });
      }),
    );
  });

  it('delivers in one order to everybody what listeners emit while they listen', () => {
    const log = new EventLog();
    const orders: number[][] = [[], [], []];
    log.subscribe((event) => orders[0]?.push(event.seq));
    log.subscribe((event) => {
      orders[1]?.push(event.seq);
      if (event.seq <= 2) {
        log.emit(added('127.0.0.1:5002'));
        log.emit(message('bootstrap'));
      }
    });
    log.subscribe((event) => orders[2]?.push(event.seq));
    log.emit({ type: 'bootstrap:stopped' });
    expect(orders).toEqual([
      [1, 2, 3, 4, 5],
      [1, 2, 3, 4, 5],
      [1, 2, 3, 4, 5],
    ]);
  });

  it('stops telling a listener that has unsubscribed, even in the midst of an event', () => {
    const log = new EventLog();
    const second = vi.fn();
    log.subscribe(() => unsubscribe());
    const unsubscribe = log.subscribe(second);
    log.emit({ type: 'bootstrap:stopped' });
    log.emit({ type: 'bootstrap:stopped' });
    expect(second).not.toHaveBeenCalled();
  });

  it('does not fall silent for everybody when a listener throws', () => {
    const log = new EventLog();
    const unsubscribe = log.subscribe(() => {
      throw new Error('defect');
    });
    expect(() => log.emit({ type: 'bootstrap:stopped' })).toThrow('defect');
    unsubscribe();
    const heard = vi.fn();
    log.subscribe(heard);
    log.emit({ type: 'bootstrap:stopped' });
    expect(heard.mock.calls).toMatchObject([[{ seq: 2 }, undefined]]);
  });

  it('keeps the last 50,000 events, and says when some of those asked for are no longer there', () => {
    const log = new EventLog();
    for (let count = 0; count < 50_010; count += 1) log.emit({ type: 'bootstrap:stopped' });
    const all = log.since(0);
    expect(all.complete).toBe(false);
    expect(all.events).toHaveLength(50_000);
    expect(all.events[0]?.seq).toBe(11);
    expect(all.events.at(-1)?.seq).toBe(50_010);
    expect(log.since(9).complete).toBe(false);
    expect(log.since(10)).toMatchObject({ complete: true, events: { length: 50_000 } });
    expect(log.since(50_008).events.map(({ seq }) => seq)).toEqual([50_009, 50_010]);
    expect(log.since(50_010)).toEqual({ events: [], complete: true });
    expect(log.since(60_000)).toEqual({ events: [], complete: true });
  });

  it('keeps the last 200 messages of each actor, of the bootstrap server too, and forgets a removed peer', () => {
    const log = new EventLog();
    log.emit(added('127.0.0.1:5002'));
    log.emit(message('127.0.0.1:6000', '0009 PING'));
    for (let count = 0; count < 205; count += 1) log.emit(message('127.0.0.1:5002', `PING ${count}`));
    log.emit(message('bootstrap'));
    const kept = log.messagesOf('127.0.0.1:5002').map(({ frame }) => frame);
    expect(kept).toEqual(Array.from({ length: 200 }, (_, index) => `PING ${index + 5}`));
    expect(log.messagesOf('bootstrap')).toHaveLength(1);
    expect(log.messagesOf('127.0.0.1:6000')).toEqual([]);
    log.emit({ type: 'peer:removed', peer: '127.0.0.1:5002' });
    expect(log.messagesOf('127.0.0.1:5002')).toEqual([]);
  });

  it('keeps fewer where frames are huge: strangers cannot fill the memory', () => {
    const log = new EventLog();
    log.emit(added('127.0.0.1:5002'));
    const frame = 'x'.repeat(9_999);
    for (let count = 0; count < 4_000; count += 1) log.emit(message('127.0.0.1:5002', frame));
    const bytes = (events: readonly NetworkEvent[]) =>
      events.reduce((sum, event) => sum + ('frame' in event ? event.frame.length : 0), 0);
    expect(bytes(log.since(0).events)).toBeLessThanOrEqual(32_000_000);
    expect(bytes(log.since(0).events)).toBeGreaterThan(31_000_000);
    expect(bytes(log.messagesOf('127.0.0.1:5002'))).toBeLessThanOrEqual(200_000);
    expect(log.messagesOf('127.0.0.1:5002').length).toBeGreaterThan(10);
    const { events, complete } = log.since(4_000);
    expect([events.length, complete]).toEqual([1, true]);
  });
});

it('past events are kept up to the memory in the settings', () => {
  const log = new EventLog();
  const removed = { type: 'registry:removed', peer: '127.0.0.1:1' } as const;
  const fill = () => {
    for (let index = 0; index < 30; index += 1) log.emit({ ...removed, name: 'n'.repeat(100_000) });
    return log.since(0).events.length;
  };
  log.emit({ type: 'settings:changed', settings: { ...DEFAULT_SETTINGS, logMemoryMb: 1 } });
  expect(fill()).toBe(9);
  log.emit({ type: 'settings:changed', settings: { ...DEFAULT_SETTINGS, logMemoryMb: 2 } });
  expect(fill()).toBe(19);
});
