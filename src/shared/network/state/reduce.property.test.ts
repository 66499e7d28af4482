import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyHistory } from '../../../../test/support/arbitrary-events';
import type { EventBody, PeerId } from '../events';
import { kindOfLink, listingOf } from './link-listing';
import { reduce } from './reduce';
import { snapshotOf, stateOf } from './snapshot';
import { emptyState, linkKey, type NetworkState } from './state';

function fold(history: readonly EventBody[], from: NetworkState = emptyState()): NetworkState {
  return history.reduce<NetworkState>(
    (state, body) => reduce(state, { ...body, seq: state.seq + 1, at: 1_000 + state.seq }),
    from,
  );
}

/** What the events say of each peer's table, kept in the simplest way there is. */
function tablesOf(history: readonly EventBody[]): Map<PeerId, Set<PeerId>> {
  const tables = new Map<PeerId, Set<PeerId>>();
  const external = new Set<PeerId>();
  for (const event of history) {
    if (event.type === 'peer:added') {
      // An external peer that is added again is the same one, whose name has become known.
      if (event.hosted || !external.has(event.peer)) tables.set(event.peer, new Set());
      if (event.hosted) external.delete(event.peer);
      else external.add(event.peer);
    }
    if (event.type === 'peer:removed') external.delete(event.peer);
    if (event.type === 'peer:removed') tables.delete(event.peer);
    if (event.type === 'neighbour:added') tables.get(event.peer)?.add(event.neighbour);
    if (event.type === 'neighbour:removed') tables.get(event.peer)?.delete(event.neighbour);
  }
  return tables;
}

describe('the fold', () => {
  it('keeps what is known of the table of an external peer when its name becomes known', () => {
    const peer: PeerId = '10.0.0.1:1';
    const neighbour: PeerId = '10.0.0.1:2';
    const state = fold([
      { type: 'peer:added', peer, name: peer, hosted: false },
      { type: 'neighbour:added', peer, neighbour },
      { type: 'peer:added', peer, name: 'ann', hosted: false },
    ]);
    expect([...(state.peers.get(peer)?.neighbours.keys() ?? [])]).toEqual([neighbour]);
    expect(state.links.size).toBe(1);
  });

  it('says of a link which side lists the other, and of no external peer that lives that it does not', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const state = fold(history);
        for (const link of state.links.values()) {
          const { a, b, ab, ba } = link;
          const sides = [listingOf(state, a, b), listingOf(state, b, a)];
          expect(sides.map((side) => side === 'yes')).toEqual(a === b ? [ab, ab] : [ab, ba]);
          for (const [index, id] of [a, b].entries()) {
            const peer = state.peers.get(id);
            const lives = peer !== undefined && peer.phase !== 'crashed' && peer.phase !== 'left';
            if (lives && !peer.hosted) expect(sides[index]).not.toBe('no');
            else expect(sides[index]).not.toBe('not-known');
          }
          if (a !== b) {
            expect(kindOfLink(state, link)).toBe(
              sides.includes('not-known') ? 'not-known' : sides.includes('no') ? 'one-sided' : 'mutual',
            );
          }
        }
      }),
    );
  });

  it('never throws, and numbers the state by the last event, whoever the events are about', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        expect(fold(history).seq).toBe(history.length);
      }),
    );
  });

  it('gives the same state from a snapshot as the one it was taken of', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const state = fold(history);
        expect(stateOf(snapshotOf(state))).toEqual(state);
      }),
    );
  });

  it('goes on from a snapshot, through JSON, as if nothing had happened in between', () => {
    fc.assert(
      fc.property(anyHistory, anyHistory, (before, after) => {
        const there = JSON.parse(JSON.stringify(snapshotOf(fold(before))));
        expect(fold(after, stateOf(there))).toEqual(fold([...before, ...after]));
      }),
    );
  });

  it('shares nothing with a snapshot that was taken before', () => {
    fc.assert(
      fc.property(anyHistory, anyHistory, (before, after) => {
        const state = fold(before);
        const snapshot = snapshotOf(state);
        const copy = structuredClone(snapshot);
        fold(after, state);
        expect(snapshot).toEqual(copy);
      }),
    );
  });

  it('has the tables that the events tell of, and exactly the links that the tables make', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const state = fold(history);
        const tables = tablesOf(history);
        expect(new Map([...state.peers].map(([id, peer]) => [id, new Set(peer.neighbours.keys())]))).toEqual(
          tables,
        );
        const believed = [...tables].flatMap(([id, table]) => [...table].map((other) => linkKey(id, other)));
        expect(new Set(state.links.keys())).toEqual(new Set(believed));
        for (const { a, b, ab, ba } of state.links.values()) {
          expect(ab).toBe(tables.get(a)?.has(b) ?? false);
          if (a !== b) expect(ba).toBe(tables.get(b)?.has(a) ?? false);
        }
      }),
    );
  });

  it('counts each message once for the network and once for whoever saw it', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const { totals } = fold(history);
        expect(totals.messagesIn).toBe(history.filter(({ type }) => type === 'message:received').length);
        expect(totals.messagesOut).toBe(history.filter(({ type }) => type === 'message:sent').length);
        const byVerb = Object.values(totals.in).reduce((sum, count) => sum + count, 0);
        expect(byVerb).toBe(totals.messagesIn);
        expect(totals.rejected).toBe(history.filter(({ type }) => type === 'frame:rejected').length);
        expect(totals.cut).toBe(history.filter(({ type }) => type === 'connection:dropped').length);
      }),
    );
  });
});
