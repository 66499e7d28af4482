import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EventBody, NetworkEvent, PeerId } from '../../shared/network/events';
import { reduce } from '../../shared/network/state/reduce';
import { emptyState } from '../../shared/network/state/state';
import { createLab } from '../lab/lab';
import { testSource } from '../lab/test-source';
import { fileTraffic, noteFileTraffic, SHOWN_FOR_MS } from '../stage/file-traffic';
import { GraphModel } from './model/model';
import { Traffic } from './traffic';

const lab = createLab(testSource());
const holder: PeerId = '127.0.0.1:5001';
const downloader: PeerId = '127.0.0.1:5002';

/** A canvas with two peers, and what the feed brings to it. */
function canvas() {
  const [model, network] = [new GraphModel(), emptyState()];
  const traffic = new Traffic(
    model,
    () => ({ x: 0, y: 0 }),
    () => noteFileTraffic(lab),
  );
  let seq = 0;
  const feed = (...bodies: readonly EventBody[]) => {
    const events = bodies.map((body): NetworkEvent => {
      seq += 1;
      return { ...body, seq, at: seq };
    });
    for (const event of events) reduce(network, event);
    const item = { kind: 'batch', after: seq - events.length, seq, events } as const;
    model.note(item);
    model.apply(network, 0);
    traffic.take(item, network, 0, false);
  };
  for (const peer of [holder, downloader]) feed({ type: 'peer:added', peer, name: peer, hosted: true });
  return { feed, traffic };
}

const moved = (peer: PeerId | null): EventBody => ({
  ...{ type: 'download:moved', transfer: 't1', peer, from: holder, bytes: 1_000 },
});
const explained = () => fileTraffic(lab).getState().shown;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
});

test('the legend explains the pulse of a file while bytes of files are drawn, and not before or after', () => {
  const { feed, traffic } = canvas();
  expect(explained()).toBe(false);
  feed(moved(downloader));
  expect(traffic.busy).toBe(true);
  expect(explained()).toBe(true);
  vi.advanceTimersByTime(SHOWN_FOR_MS - 1);
  feed(moved(downloader));
  vi.advanceTimersByTime(SHOWN_FOR_MS - 1);
  expect(explained()).toBe(true);
  vi.advanceTimersByTime(1);
  expect(explained()).toBe(false);
});

test('the legend explains no pulse of a file where none can be drawn: nobody of the picture fetches it', () => {
  const { feed, traffic } = canvas();
  feed(moved(null), moved('127.0.0.1:9'));
  expect(traffic.busy).toBe(false);
  expect(explained()).toBe(false);
});
