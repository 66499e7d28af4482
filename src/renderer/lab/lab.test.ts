import { expect, test } from 'vitest';
import type { FeedItem } from '../../shared/contract';
import { snapshotOf } from '../../shared/network/state/snapshot';
import { emptyState } from '../../shared/network/state/state';
import { createLab } from './lab';
import { testSource } from './test-source';

/** A batch that follows `after` and brings one event. */
const batch = (after: number): FeedItem => ({
  ...{ kind: 'batch', after, seq: after + 1 },
  events: [
    {
      type: 'peer:added',
      peer: '127.0.0.1:5001',

      name: 'Node1',
      hosted: true,
      seq: after + 1,
      at: 0,
    },
  ],
});

test('a batch that does not follow what is known is refused, and changes nothing', () => {
  const lab = createLab(testSource());
  expect(lab.fold({ kind: 'snapshot', snapshot: snapshotOf({ ...emptyState(), seq: 7 }) })).toBe(true);
  for (const after of [6, 8, 0]) {
    expect(lab.fold(batch(after))).toBe(false);
    expect(lab.store.getState().network.peers.size).toBe(0);
    expect(lab.store.getState().network.seq).toBe(7);
  }
  expect(lab.fold(batch(7))).toBe(true);
  expect(lab.store.getState().network.peers.get('127.0.0.1:5001')?.name).toBe('Node1');
});
