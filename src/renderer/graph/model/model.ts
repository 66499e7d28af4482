import type { FeedItem } from '../../../shared/contract';
import type { PeerId } from '../../../shared/network/events';
import { isAlone, kindOfLink } from '../../../shared/network/state/link-listing';
import type { Link, LinkKey, NetworkState, PeerState } from '../../../shared/network/state/state';
import type { DrawnLink, DrawnPeer } from './drawn';
import { Touched } from './touched';

/** How the picture differs from the frame before. Peers that are new have no position yet. */
export interface ModelChange {
  readonly added: readonly DrawnPeer[];
  readonly removed: readonly DrawnPeer[];
  readonly linked: readonly DrawnLink[];
  readonly unlinked: readonly DrawnLink[];
  /** The first picture, of a network that was there before the canvas. */
  readonly whole: boolean;
  /** Of the peers that were drawn before, none is left. */
  readonly replaced: boolean;
}

/**
 * The peers and links that are drawn, kept equal to the network state at the cost of what changed. Feed items mark
 * what they are about; {@link apply} looks at the marked once, at most once a frame.
 */
export class GraphModel {
  readonly peers = new Map<PeerId, DrawnPeer>();
  readonly links = new Map<LinkKey, DrawnLink>();
  /** The event up to which the picture is drawn. */
  seq = 0;

  readonly #touched = new Touched();
  /** Links that cannot be drawn because an end is not there, by the end that is missing. */
  readonly #waiting = new Map<PeerId, Set<LinkKey>>();
  readonly #freeSlots: number[] = [];
  #slots = 0;

  /** One more than the highest slot of a peer. */
  get slots(): number {
    return this.#slots;
  }

  /** Marks what a feed item is about. @returns true when the picture changes by it */
  note(item: FeedItem): boolean {
    return this.#touched.note(item);
  }

  /** Marks everything: there was a state before there was a picture. */
  noteEverything(): void {
    this.#touched.everything = true;
  }

  /** Brings the picture up to the state. @param now clock of the page, ms */
  apply(network: NetworkState, now: number): ModelChange | null {
    this.seq = network.seq;
    if (this.#touched.isEmpty) return null;
    const before = this.peers.size;
    const whole = this.#touched.everything && before === 0;
    const change: Draft = { added: [], removed: [], linked: [], unlinked: [], whole, replaced: false };
    if (this.#touched.everything) this.#touchAll(network);
    for (const id of this.#touched.removed) {
      for (const link of this.peers.get(id)?.links.values() ?? []) this.#touched.links.add(link.key);
    }
    for (const id of this.#touched.peers) this.#applyPeer(id, network.peers.get(id), now, change);
    for (const key of this.#touched.links) this.#applyLink(key, network, change);
    this.#touched.clear();
    return { ...change, replaced: before > 0 && this.peers.size === change.added.length };
  }

  #touchAll(network: NetworkState): void {
    const { peers, links } = this.#touched;
    for (const id of this.peers.keys()) peers.add(id);
    for (const id of network.peers.keys()) peers.add(id);
    for (const key of this.links.keys()) links.add(key);
    for (const key of network.links.keys()) links.add(key);
    this.#waiting.clear();
  }

  #applyPeer(id: PeerId, state: PeerState | undefined, now: number, change: Draft): void {
    const drawn = this.peers.get(id);
    if (state === undefined) {
      if (drawn) this.#removePeer(drawn, change);
    } else if (drawn === undefined) {
      this.#addPeer(state, now, change);
    } else {
      if (drawn.phase !== state.phase) drawn.phaseAt = now;
      // Whether its table is known depends on where it runs and whether it lives.
      if (drawn.hosted !== state.hosted || (drawn.phase !== state.phase && !state.hosted)) {
        for (const link of drawn.links.values()) this.#touched.links.add(link.key);
      }
      drawn.phase = state.phase;
      drawn.name = state.name;
      drawn.hosted = state.hosted;
      drawn.alone = isAlone(state);
      drawn.conformant = state.examined?.conformant ?? null;
    }
  }

  #addPeer(state: PeerState, now: number, change: Draft): void {
    const { id, name, phase, hosted, place, examined } = state;
    const slot = this.#freeSlots.pop() ?? this.#slots++;
    const [x, y] = [Number.NaN, Number.NaN];
    const peer: DrawnPeer = {
      ...{ id, slot, name, phase, hosted, place, x, y, targetX: x, targetY: y },
      ...{
        alone: isAlone(state),
        conformant: examined?.conformant ?? null,
        pinned: false,
        held: false,
        bornAt: now,
        phaseAt: now,
        links: new Map(),
      },
    };
    this.peers.set(id, peer);
    change.added.push(peer);
    for (const key of this.#waiting.get(id) ?? []) this.#touched.links.add(key);
    this.#waiting.delete(id);
  }

  #removePeer(peer: DrawnPeer, change: Draft): void {
    for (const link of peer.links.values()) {
      this.#removeLink(link, change);
      // Whoever still believes in it must find it again when the peer comes back.
      this.#touched.links.add(link.key);
    }
    this.peers.delete(peer.id);
    this.#freeSlots.push(peer.slot);
    change.removed.push(peer);
  }

  #applyLink(key: LinkKey, network: NetworkState, change: Draft): void {
    const state: Link | undefined = network.links.get(key);
    const drawn = this.links.get(key);
    if (state === undefined) {
      if (drawn) this.#removeLink(drawn, change);
      else this.#stopWaiting(key);
      return;
    }
    const [a, b] = [this.peers.get(state.a), this.peers.get(state.b)];
    if (a === undefined || b === undefined) {
      this.#wait(a === undefined ? state.a : state.b, key);
      return;
    }
    const kind = kindOfLink(network, state);
    const believer = kind !== 'one-sided' ? null : state.ab ? a : b;
    if (drawn) {
      drawn.kind = kind;
      drawn.believer = believer;
      return;
    }
    const link: DrawnLink = { key, a, b, kind, believer };
    this.links.set(key, link);
    a.links.set(b.id, link);
    b.links.set(a.id, link);
    change.linked.push(link);
  }

  #removeLink(link: DrawnLink, change: Draft): void {
    this.links.delete(link.key);
    link.a.links.delete(link.b.id);
    link.b.links.delete(link.a.id);
    change.unlinked.push(link);
  }

  #wait(missing: PeerId, key: LinkKey): void {
    const keys = this.#waiting.get(missing) ?? new Set();
    this.#waiting.set(missing, keys.add(key));
  }

  #stopWaiting(key: LinkKey): void {
    for (const id of key.split('|') as PeerId[]) {
      const keys = this.#waiting.get(id);
      if (keys?.delete(key) && keys.size === 0) this.#waiting.delete(id);
    }
  }
}

interface Draft extends ModelChange {
  readonly added: DrawnPeer[];
  readonly removed: DrawnPeer[];
  readonly linked: DrawnLink[];
  readonly unlinked: DrawnLink[];
}
