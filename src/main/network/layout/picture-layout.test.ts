import { afterEach, describe, expect, it } from 'vitest';
import type { LayoutItem } from '../../../shared/contract/layout';
import type { PeerId } from '../../../shared/network/events';
import { EventLog } from '../log/event-log';
import { inLayers, onCircle } from './arrange';
import { PictureLayout } from './picture-layout';

const id = (number: number): PeerId => `127.0.0.1:${number}`;
const running: PictureLayout[] = [];
afterEach(() => {
  for (const layout of running.splice(0)) layout.stop();
});

function labOf(count: number): { log: EventLog; layout: PictureLayout } {
  const log = new EventLog();
  const layout = new PictureLayout(log);
  running.push(layout);
  for (let number = 1; number <= count; number += 1) {
    log.emit({ type: 'peer:added', peer: id(number), name: `Node${number}`, hosted: true });
  }
  return { log, layout };
}

/** A window: what it has been sent so far, by peer. */
function windowOf(layout: PictureLayout) {
  const end = new AbortController();
  const items = layout.watch(end.signal);
  const places = new Map<PeerId, { x: number; y: number; by: string }>();
  let revision = -1;
  const next = async (): Promise<LayoutItem> => {
    const { value } = await items.next();
    if (!value) throw new Error('the layout is no longer sent');
    if (value.whole) places.clear();
    for (const peer of value.removed) places.delete(peer);
    for (const { peer, x, y, by } of value.places) places.set(peer, { x, y, by });
    revision = value.revision;
    return value;
  };
  return { next, places, revision: () => revision, end: () => end.abort() };
}

it('what is put somewhere by hand is the same in a window that is open and in one that opens later', async () => {
  const { layout } = labOf(3);
  const open = windowOf(layout);
  await open.next();
  layout.place([{ peer: id(2), x: 120, y: -40 }]);
  await open.next();
  const later = windowOf(layout);
  await later.next();
  expect(open.places.get(id(2))).toEqual({ x: 120, y: -40, by: 'hand' });
  expect(later.places).toEqual(open.places);
  open.end();
  later.end();
});

it('the first window that comes to rest decides where free peers are; a report on an older layout changes nothing', async () => {
  const { layout } = labOf(2);
  const [one, other] = [windowOf(layout), windowOf(layout)];
  await one.next();
  await other.next();
  const base = one.revision();
  layout.settle(base, [{ peer: id(1), x: 1, y: 1 }]);
  layout.settle(base, [{ peer: id(1), x: 9, y: 9 }]);
  await one.next();
  await other.next();
  expect(one.places.get(id(1))).toEqual({ x: 1, y: 1, by: 'force' });
  expect(other.places).toEqual(one.places);
  one.end();
  other.end();
});

it('forces do not move what a hand or the arrangement holds', () => {
  const { layout } = labOf(1);
  layout.place([{ peer: id(1), x: 5, y: 5 }]);
  layout.settle(layout.revision, [{ peer: id(1), x: 50, y: 50 }]);
  const window = windowOf(layout);
  return window.next().then(() => {
    expect(window.places.get(id(1))).toEqual({ x: 5, y: 5, by: 'hand' });
    window.end();
  });
});

it('a peer of a wiring that was moved by hand goes back to its shape when it is released or the wiring is chosen', async () => {
  const { log, layout } = labOf(0);
  for (const number of [1, 2]) {
    const place = { x: number * 100, y: 0, wired: true } as const;
    log.emit({ type: 'peer:added', peer: id(number), name: `Node${number}`, hosted: true, place });
  }
  const window = windowOf(layout);
  await window.next();
  expect(window.places.get(id(1))).toEqual({ x: 100, y: 0, by: 'arrangement' });
  layout.place([1, 2].map((number) => ({ peer: id(number), x: 0, y: 77 })));
  await window.next();
  layout.release([id(1)]);
  await window.next();
  expect(window.places.get(id(1))).toEqual({ x: 100, y: 0, by: 'arrangement' });
  expect(window.places.get(id(2))).toEqual({ x: 0, y: 77, by: 'hand' });
  layout.choose('force');
  await window.next();
  expect(window.places.get(id(1))?.by).toBe('force');
  expect(window.places.get(id(2))?.by).toBe('hand');
  layout.choose('wired');
  await window.next();
  expect([...window.places.values()].map(({ by }) => by)).toEqual(['arrangement', 'arrangement']);
  window.end();
});

it('a circle takes up who comes and who goes, and none of it is an event of the network', async () => {
  const { log, layout } = labOf(4);
  const before = log.state.seq;
  layout.choose('circle');
  expect(log.state.seq).toBe(before);
  const window = windowOf(layout);
  await window.next();
  expect(window.places.size).toBe(4);
  log.emit({ type: 'peer:added', peer: id(5), name: 'Node5', hosted: true });
  while (window.places.size < 5) await window.next();
  const radii = [...window.places.values()].map(({ x, y }) => Math.hypot(x, y));
  expect(Math.max(...radii) - Math.min(...radii)).toBeLessThan(0.001);
  log.emit({ type: 'peer:removed', peer: id(1) });
  while (window.places.size > 4) await window.next();
  expect(window.places.has(id(1))).toBe(false);
  window.end();
});

describe('an arrangement', () => {
  const graph = (edges: readonly (readonly [number, number])[]) => {
    const others = new Map<PeerId, Set<PeerId>>();
    const of = (number: number) => {
      const known = others.get(id(number)) ?? new Set<PeerId>();
      others.set(id(number), known);
      return known;
    };
    for (const [a, b] of edges) {
      of(a).add(id(b));
      of(b).add(id(a));
    }
    return others;
  };

  it('draws a ring as a ring, in whatever order its peers came', () => {
    const places = onCircle(
      graph([
        [3, 1],
        [1, 5],
        [5, 2],
        [2, 4],
        [4, 3],
      ]),
    );
    const apart = (a: number, b: number) => {
      const [one, other] = [places.get(id(a)), places.get(id(b))];
      return Math.hypot((one?.x ?? 0) - (other?.x ?? 0), (one?.y ?? 0) - (other?.y ?? 0));
    };
    for (const [a, b] of [
      [1, 5],
      [5, 2],
      [2, 4],
      [4, 3],
    ] as const)
      expect(apart(a, b)).toBeCloseTo(apart(3, 1));
  });

  it('puts each peer as many layers below the root as it has hops to it, and what is not reached below', () => {
    const places = inLayers(
      graph([
        [1, 2],
        [2, 3],
        [2, 4],
        [8, 9],
      ]),
      id(2),
    );
    const height = (number: number) => places.get(id(number))?.y ?? Number.NaN;
    expect(height(1)).toBe(height(3));
    expect(height(4)).toBe(height(3));
    expect(height(2)).toBeLessThan(height(1));
    expect(height(8)).toBeGreaterThan(height(1));
    expect(height(9)).toBeGreaterThan(height(8));
  });

  it('of ten thousand peers in a line ends, within what the view can show', () => {
    const line = graph(Array.from({ length: 10_000 }, (_, index) => [index + 1, index + 2] as const));
    for (const places of [onCircle(line), inLayers(line, id(1))]) {
      for (const { x, y } of places.values())
        expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(8_001);
    }
  });
});
