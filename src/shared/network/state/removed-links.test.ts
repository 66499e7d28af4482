import { expect, test } from 'vitest';
import type { EventBody, NetworkEvent } from '../events';
import { reduce } from './reduce';
import { emptyState } from './state';

const ONE = '127.0.0.1:5001';
const OTHER = '127.0.0.1:5002';

/** @returns the links after these events */
function linksAfter(...bodies: EventBody[]) {
  const events = bodies.map((body, index): NetworkEvent => ({ ...body, seq: index + 1, at: index }));
  return [...events.reduce(reduce, emptyState()).links.values()];
}

const added = (peer: typeof ONE | typeof OTHER, name: string): EventBody => ({
  ...{ type: 'peer:added', peer, name, hosted: true },
});

test('a removed peer takes its direction of each link with it, and a link without a direction is gone', () => {
  const before: EventBody[] = [
    added(ONE, 'Node1'),
    added(OTHER, 'Node2'),
    { type: 'neighbour:added', peer: ONE, neighbour: OTHER },
    { type: 'neighbour:added', peer: OTHER, neighbour: ONE },
  ];
  expect(linksAfter(...before)).toMatchObject([{ ab: true, ba: true }]);
  const removed: EventBody = { type: 'peer:removed', peer: ONE };
  expect(linksAfter(...before, removed)).toMatchObject([{ a: ONE, b: OTHER, ab: false, ba: true }]);
  expect(linksAfter(...before, removed, { type: 'peer:removed', peer: OTHER })).toEqual([]);
});
