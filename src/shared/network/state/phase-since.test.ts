import { expect, test } from 'vitest';
import type { EventBody, PeerId } from '../events';
import { reduce } from './reduce';
import { emptyState, type NetworkState } from './state';

const PEER: PeerId = '127.0.0.1:5002';

/** @returns the state after the events, the first of which happens at 1,000 ms, each next one 1 ms later */
function after(...bodies: EventBody[]): NetworkState {
  return bodies.reduce<NetworkState>(
    (state, body) => reduce(state, { ...body, seq: state.seq + 1, at: 1_000 + state.seq }),
    emptyState(),
  );
}

const added: EventBody = { type: 'peer:added', peer: PEER, name: 'Node1', hosted: true };
const joined: EventBody = { type: 'peer:phase-changed', peer: PEER, phase: 'joined', registered: true };

test('a peer is in its phase since it came into it, also when the same phase is reported again', () => {
  expect(after(added, joined).peers.get(PEER)?.since).toBe(1_001);
  expect(after(added, joined, joined, joined).peers.get(PEER)?.since).toBe(1_001);
  expect(after(added, joined, { ...joined, phase: 'leaving' }).peers.get(PEER)?.since).toBe(1_002);
});
