import type { FeedItem } from '../../src/shared/contract';
import type { EventBody, NetworkEvent, PeerId } from '../../src/shared/network/events';
import { reduce } from '../../src/shared/network/state/reduce';
import { emptyState, type NetworkState } from '../../src/shared/network/state/state';

/** Peers that a newcomer joins: as many as the bootstrap server offers. */
const JOINS = 2;

/** A network of joined peers that exists only in this page, with the links that joining at random makes. */
export class MadeNetwork {
  readonly peers: PeerId[] = [];
  readonly links: (readonly [one: PeerId, other: PeerId])[] = [];
  state: NetworkState = emptyState();
  #seed = 7;

  constructor(count: number) {
    for (let made = 0; made < count; made += 1) this.add();
  }

  /** One more peer, joined to others at random. @returns what the feed would bring */
  add(): FeedItem {
    const after = this.state.seq;
    const peer: PeerId = `127.0.0.1:${10_000 + this.peers.length}`;
    const bodies: EventBody[] = [
      { type: 'peer:added', peer, name: `n${this.peers.length + 1}`, hosted: true },
      { type: 'peer:phase-changed', peer, phase: 'joined', registered: true },
    ];
    const chosen = new Set<PeerId>();
    while (chosen.size < Math.min(JOINS, this.peers.length)) {
      const other = this.peers[Math.floor(this.#random() * this.peers.length)];
      if (other !== undefined) chosen.add(other);
    }
    for (const neighbour of chosen) {
      this.links.push([peer, neighbour]);
      bodies.push({ type: 'neighbour:added', peer, neighbour });
      bodies.push({ type: 'neighbour:added', peer: neighbour, neighbour: peer });
    }
    this.peers.push(peer);
    const events = bodies.map((body, at): NetworkEvent => ({ ...body, seq: after + at + 1, at: 1_000 }));
    for (const event of events) this.state = reduce(this.state, event);
    return { kind: 'batch', after, seq: this.state.seq, events };
  }

  /** The same numbers in each run (mulberry32). */
  #random(): number {
    this.#seed = (this.#seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#seed ^ (this.#seed >>> 15), 1 | this.#seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
}
