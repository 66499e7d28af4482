import { afterEach, describe, expect, it } from 'vitest';
import type { Place } from '../../../shared/network/events';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings';
import { Overlay } from '../overlay/overlay';
import { edgesOf } from '../overlay/topology';
import { ShapeRoom, shapeOf } from './shape';

const running: Overlay[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((overlay) => overlay.stop()));
});

const distance = (one: Place, other: Place) => Math.hypot(one.x - other.x, one.y - other.y);

function placesOf(...input: Parameters<typeof shapeOf>): readonly Place[] {
  const shape = shapeOf(...input);
  if (!shape) throw new Error('no shape');
  expect(shape.places).toHaveLength(input[1]);
  return shape.places;
}

describe.each([2, 3, 10, 100, 1_000, 10_000])('the places of %d peers', (count) => {
  it.each(['ring', 'small-world'] as const)('%s: a circle, in the order of the wiring', (wiring) => {
    const places = placesOf(wiring, count);
    const radii = places.map((place) => distance(place, { x: 0, y: 0 }));
    expect(Math.max(...radii) - Math.min(...radii)).toBeLessThan(0.001);
    const steps = places.slice(1).map((place, index) => distance(place, places[index] as Place));
    expect(Math.max(...steps) - Math.min(...steps)).toBeLessThan(0.001);
  });

  it('line: a line, each beside the one that it is linked with', () => {
    const places = placesOf('line', count);
    for (const [index, { x, y }] of places.entries()) {
      expect(y).toBe(0);
      if (index > 0) expect(x).toBeGreaterThan(places[index - 1]?.x ?? Number.POSITIVE_INFINITY);
    }
  });

  it('star: all at one distance from the hub', () => {
    const [hub, ...others] = placesOf('star', count);
    const radii = others.map((place) => distance(place, hub as Place));
    expect(Math.max(...radii) - Math.min(...radii)).toBeLessThan(0.001);
    expect(Math.min(...radii)).toBeGreaterThan(1);
    // Around the whole circle, few or many: the sum of evenly spread directions is nothing.
    if (count === 2) return;
    const [x, y] = [others.reduce((sum, at) => sum + at.x, 0), others.reduce((sum, at) => sum + at.y, 0)];
    expect(Math.hypot(x, y) / Math.max(...radii)).toBeLessThan(0.001);
  });

  it.each([1, 2, 5])(
    'tree with %d children: each one layer below its parent, and no two links cross',
    (degree) => {
      const places = placesOf('tree', count, degree);
      const edges = edgesOf('tree', { count, degree, random: Math.random });
      const at = (index: number) => places[index] as Place;
      const heights = edges.map(({ from, to }) => at(from).y - at(to).y);
      expect(Math.min(...heights)).toBeGreaterThan(0);
      expect(Math.max(...heights) - Math.min(...heights)).toBeLessThan(0.001);
      // Within a layer, from left to right, parents are in the order of their children.
      for (let index = 2; index < count; index += 1) {
        if (Math.abs(at(index).y - at(index - 1).y) > 0.001) continue;
        expect(at(index).x).toBeGreaterThan(at(index - 1).x);
      }
    },
  );

  it('stay within what the view can show', () => {
    for (const wiring of ['ring', 'small-world', 'line', 'star', 'tree'] as const) {
      for (const { x, y } of placesOf(wiring, count))
        expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(8_000.001);
    }
  });
});

it('wirings without a shape leave the places to the force layout', () => {
  for (const wiring of ['offered', 'random', 'scale-free'] as const) expect(shapeOf(wiring, 10)).toBeNull();
});

it('the next shape stands beside the one before', () => {
  const room = new ShapeRoom();
  const shape = shapeOf('ring', 12);
  if (!shape) throw new Error('no shape');
  const first = room.take(shape, []);
  const second = room.take(shape, [{ place: first[0] } as never]);
  expect(Math.min(...second.map(({ x }) => x))).toBeGreaterThan(Math.max(...first.map(({ x }) => x)));
});

it('every window gets the places with the peers, in the order of the wiring', async () => {
  const overlay = new Overlay({ settings: { ...DEFAULT_SETTINGS, bootstrapPort: 0, firstPeerPort: 0 } });
  running.push(overlay);
  await overlay.start();
  const added = await overlay.addPeers({ count: 9, wiring: 'ring' });
  if (!added.ok) throw new Error(added.error.sentence);
  const places = added.value.peers.map((id) => overlay.log.state.peers.get(id)?.place);
  expect(places).toEqual(placesOf('ring', 9).map((place) => ({ ...place, wired: true })));
  // Linked peers stand side by side: the circle is that of the wiring, not of the order of arrival.
  const step = distance(places[0] as Place, places[1] as Place);
  for (const { a, b } of overlay.log.state.links.values()) {
    const [one, other] = [a, b].map((id) => overlay.log.state.peers.get(id)?.place as Place);
    expect(distance(one as Place, other as Place)).toBeCloseTo(step, 3);
  }
});
