import { expect, test } from 'vitest';
import type { EventBody, NetworkEvent, PeerId } from '../../../shared/network/events';
import { reduce } from '../../../shared/network/state/reduce';
import { emptyState, type NetworkState } from '../../../shared/network/state/state';
import { GraphModel, type ModelChange } from './model';

const A: PeerId = '127.0.0.1:5002';
const B: PeerId = '127.0.0.1:5003';
const EXTERNAL: PeerId = '127.0.0.1:9000';

/** A network that events happen to, and the picture of it. */
class Lab {
  readonly model = new GraphModel();
  #network: NetworkState = emptyState();

  /** Draws a frame after the events. */
  frame(...bodies: EventBody[]): ModelChange | null {
    const after = this.#network.seq;
    const events = bodies.map((body): NetworkEvent => ({ ...body, seq: this.#network.seq + 1, at: 1_000 }));
    for (const event of events) this.#network = reduce(this.#network, event);
    this.model.note({ kind: 'batch', after, seq: this.#network.seq, events });
    return this.model.apply(this.#network, 0);
  }

  alone(): PeerId[] {
    return [...this.model.peers.values()].filter((peer) => peer.alone).map(({ id }) => id);
  }
}

const added = (peer: PeerId, hosted = true): EventBody => ({ type: 'peer:added', peer, name: peer, hosted });
const entered = (peer: PeerId, phase: 'joined' | 'crashed'): EventBody => ({
  type: 'peer:phase-changed',
  peer,
  phase,
  registered: true,
});
const lists = (peer: PeerId, neighbour: PeerId): EventBody => ({ type: 'neighbour:added', peer, neighbour });
const forgets = (peer: PeerId, neighbour: PeerId): EventBody => ({
  type: 'neighbour:removed',
  peer,
  neighbour,
  reason: 'it-left',
});
const removed = (peer: PeerId): EventBody => ({ type: 'peer:removed', peer });

test('a peer is alone while it is joined and lists no neighbour', () => {
  const lab = new Lab();
  lab.frame(added(A), added(B));
  expect(lab.alone()).toEqual([]);
  lab.frame(entered(A, 'joined'), entered(B, 'joined'));
  expect(lab.alone()).toEqual([A, B]);
  // What another lists is not what this one can send to.
  lab.frame(lists(A, B));
  expect(lab.alone()).toEqual([B]);
  lab.frame(lists(B, A));
  expect(lab.alone()).toEqual([]);
  lab.frame(forgets(A, B));
  expect(lab.alone()).toEqual([A]);
  lab.frame(entered(A, 'crashed'));
  expect(lab.alone()).toEqual([]);
});

test('an external peer is never alone, since its table is not known', () => {
  const lab = new Lab();
  lab.frame(added(EXTERNAL, false), entered(EXTERNAL, 'joined'));
  expect(lab.alone()).toEqual([]);
});

test('the picture is another one once none of the peers before is left', () => {
  const lab = new Lab();
  expect(lab.frame(added(A), added(B))?.replaced).toBe(false);
  expect(lab.frame(removed(A))?.replaced).toBe(false);
  expect(lab.frame(removed(B))?.replaced).toBe(true);
  expect(lab.frame(added(A))?.replaced).toBe(false);
  // All within one frame.
  expect(lab.frame(removed(A), added(B))?.replaced).toBe(true);
});
