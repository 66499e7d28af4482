import { expect, test } from 'vitest';
import type { PeerId } from '../../../shared/network/events';
import type { DrawnLink, DrawnPeer } from './drawn';
import { overlayOf, placeNewcomers } from './placing';

const MIDDLE = { x: 0, y: 0 };

function newcomer(port: number): DrawnPeer {
  const id: PeerId = `127.0.0.1:${port}`;
  const unplaced = { x: Number.NaN, y: Number.NaN, targetX: Number.NaN, targetY: Number.NaN };
  return {
    ...{
      id,
      slot: port,
      name: `Node${port}`,
      phase: 'registering',
      hosted: true,
      alone: false,
      conformant: null,
      place: null,
    },
    ...{
      ...unplaced,
      pinned: false,
      held: false,
      bornAt: 0,
      phaseAt: 0,
      links: new Map<PeerId, DrawnLink>(),
    },
  };
}

function link(a: DrawnPeer, b: DrawnPeer): void {
  const drawn: DrawnLink = { key: `${a.id}|${b.id}`, a, b, kind: 'mutual', believer: null };
  a.links.set(b.id, drawn);
  b.links.set(a.id, drawn);
}

function place(peers: DrawnPeer[], count: number): DrawnPeer[] {
  const overlay = overlayOf(peers);
  const added = Array.from({ length: count }, (_, index) => newcomer(5_002 + peers.length + index));
  placeNewcomers(added, MIDDLE, overlay);
  peers.push(...added);
  return added;
}

const reach = (peers: readonly DrawnPeer[]) => Math.max(...peers.map(({ x, y }) => Math.hypot(x, y)));

test('a thousand that come in batches, before any is linked, stay near', () => {
  const peers: DrawnPeer[] = [];
  for (let batch = 0; batch < 50; batch += 1) place(peers, 20);
  // As many as a full disc of them would take, and a little air.
  expect(reach(peers)).toBeLessThan(1.5 * 34 * Math.sqrt(1_000));
  expect(peers.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
});

test('who has no neighbour yet is put outside of what is linked', () => {
  const peers: DrawnPeer[] = [];
  const [first, second] = place(peers, 2);
  if (!first || !second) throw new Error('two were placed');
  Object.assign(first, { x: -100, targetX: -100, y: 0, targetY: 0 });
  Object.assign(second, { x: 100, targetX: 100, y: 0, targetY: 0 });
  link(first, second);
  const [third] = place(peers, 1);
  expect(Math.hypot(third?.x ?? 0, third?.y ?? 0)).toBeGreaterThan(100);
});

test('who has a neighbour is put beside it', () => {
  const peers: DrawnPeer[] = [];
  const [first] = place(peers, 1);
  const second = newcomer(6_000);
  if (!first) throw new Error('one was placed');
  link(first, second);
  placeNewcomers([second], MIDDLE, overlayOf(peers));
  expect(Math.hypot(second.x - first.x, second.y - first.y)).toBeLessThan(80);
});
