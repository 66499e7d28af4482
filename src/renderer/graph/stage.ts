import type { PeerPlace } from '../../shared/contract/layout';
import type { PeerId } from '../../shared/network/events';
import type { NetworkState } from '../../shared/network/state/state';
import type { GraphLayout } from './graph-input';
import { LayoutClient } from './layout/layout-client';
import { LayoutSync } from './layout/layout-sync';
import type { Bounds } from './model/drawn';
import { type DrawnPeer, otherEnd, type Point } from './model/drawn';
import { GraphModel, type ModelChange } from './model/model';
import { overlayOf, placeNewcomers, put, spotBeside } from './model/placing';

/** Milliseconds in which a glide covers two thirds of what is left. */
const GLIDE = 70;
/** Canvas units below which a glide has arrived. */
const ARRIVED = 0.08;
/** So many peers without a position, in the first picture, are laid out before they are shown. */
const MANY_AT_ONCE = 30;
/** A newcomer whose first link comes within so many milliseconds goes beside that neighbour. */
const YOUNG = 3_000;

/** The peers on the canvas and where they are: model and layout together. */
export class Stage {
  readonly model = new GraphModel();
  readonly #shared: GraphLayout;
  readonly #layout: LayoutClient;
  readonly #sync: LayoutSync;
  #moving = false;
  /** A whole network came at once and is being laid out; nothing is shown until it has a shape. */
  #preparing = false;

  /**
   * @param shared where every window draws the peers
   * @param onMove called when there is something to draw
   */
  constructor(shared: GraphLayout, onMove: () => void) {
    this.#shared = shared;
    this.#sync = new LayoutSync(shared);
    this.#layout = new LayoutClient(this.model.peers, () => {
      if (this.#preparing) this.#reveal();
      this.#moving = true;
      onMove();
    });
  }

  get preparing(): boolean {
    return this.#preparing;
  }

  /** Peers are where they will stay until something happens. */
  get settled(): boolean {
    return this.#layout.settled && !this.#moving && !this.#preparing;
  }

  /** Peers are on their way to where the layout wants them. */
  get moving(): boolean {
    return this.#moving;
  }

  /** Takes up what the feed has marked. @returns what changed, or null */
  apply(network: NetworkState, now: number, middle: Point, frozen: boolean): ModelChange | null {
    const overlay = overlayOf(this.model.peers.values());
    const change = this.model.apply(network, now);
    if (change === null) return null;
    const known = this.#restore(change.added);
    this.#placeWhereAsked(change.added);
    placeNewcomers(
      change.added.filter((peer) => Number.isNaN(peer.x)),
      middle,
      overlay,
    );
    const moved = frozen ? [] : this.#joinNeighbours(change, now);
    const ahead = change.whole && !frozen && change.added.length - known.size >= MANY_AT_ONCE;
    this.#preparing ||= ahead;
    this.#moving = true;
    this.#layout.change(change, moved, known, ahead);
    return change;
  }

  /** Brings peers nearer to where they go. @returns whether any has moved */
  step(elapsed: number, still: boolean): boolean {
    if (!this.#moving) return false;
    const share = still ? 1 : 1 - Math.exp(-elapsed / GLIDE);
    let moving = false;
    for (const peer of this.model.peers.values()) {
      const [dx, dy] = [peer.targetX - peer.x, peer.targetY - peer.y];
      if (dx === 0 && dy === 0) continue;
      if (Math.abs(dx) < ARRIVED && Math.abs(dy) < ARRIVED) {
        peer.x = peer.targetX;
        peer.y = peer.targetY;
      } else {
        peer.x += dx * share;
        peer.y += dy * share;
        moving = true;
      }
    }
    this.#moving = moving;
    return true;
  }

  /** The user has put at least one peer in its place. */
  get arranged(): boolean {
    for (const peer of this.model.peers.values()) if (peer.pinned) return true;
    return false;
  }

  /** What the peers cover, or will once they have arrived; null without peers. */
  bounds(): Bounds | null {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const { targetX: x, targetY: y } of this.model.peers.values()) {
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
    return left <= right ? { left, top, right, bottom } : null;
  }

  /** Puts peers somewhere by hand; they stay there. */
  drag(moves: Iterable<readonly [peer: DrawnPeer, to: Point]>): void {
    const peers: DrawnPeer[] = [];
    for (const [peer, to] of moves) {
      put(peer, to);
      peer.pinned = true;
      peers.push(peer);
    }
    this.#layout.pin(peers);
    this.#sync.put(peers);
  }

  /** Sends the lab at once what was dragged or pinned, rather than when the hand has rested. */
  sendMoves(): void {
    this.#sync.sendNow();
  }

  pin(peers: Iterable<DrawnPeer>): void {
    this.drag(Array.from(peers, (peer) => [peer, { x: peer.x, y: peer.y }] as const));
  }

  unpin(peers: Iterable<DrawnPeer>): void {
    const pinned = [...peers].filter((peer) => peer.pinned);
    for (const peer of pinned) peer.pinned = false;
    if (pinned.length === 0) return;
    this.#layout.unpin(pinned);
    this.#sync.release(pinned);
  }

  /** Takes up where the lab has peers. While the layout is frozen, what only forces have moved stays. */
  adopt(places: Iterable<PeerPlace>, frozen: boolean): void {
    const placed: DrawnPeer[] = [];
    const loose: DrawnPeer[] = [];
    let disturbs = false;
    for (const { peer: id, x, y, by } of places) {
      const peer = this.model.peers.get(id);
      if (!peer || Number.isNaN(peer.x) || this.#sync.isAhead(peer)) continue;
      const wasHeld = peer.pinned || peer.held;
      peer.pinned = by === 'hand';
      peer.held = by === 'arrangement';
      if (by === 'force' && wasHeld) loose.push(peer);
      if (by === 'force' && frozen) continue;
      if (peer.targetX === x && peer.targetY === y && by === 'force') continue;
      disturbs ||= by !== 'force' && (peer.targetX !== x || peer.targetY !== y);
      peer.targetX = x;
      peer.targetY = y;
      placed.push(peer);
    }
    if (placed.length > 0) this.#layout.place(placed, disturbs);
    if (loose.length > 0) this.#layout.unpin(loose);
    this.#moving ||= placed.length > 0;
  }

  /** Tells the lab where peers have come to rest. */
  reportRest(): void {
    void this.#sync.reportRest(this.model.peers.values());
  }

  freeze(frozen: boolean): void {
    this.#layout.freeze(frozen);
    // What the other windows came to meanwhile.
    if (!frozen) this.adopt(this.#placesOf(this.model.peers.keys()), false);
  }

  /** Whether motion is to be spared. */
  still(still: boolean): void {
    this.#layout.still(still);
  }

  tidy(): void {
    this.#layout.tidy();
  }

  stop(): void {
    this.#sync.stop();
    this.#layout.stop();
  }

  #reveal(): void {
    this.#preparing = false;
    const now = performance.now();
    for (const peer of this.model.peers.values()) {
      put(peer, { x: peer.targetX, y: peer.targetY });
      peer.bornAt = now;
    }
  }

  /**
   * The user asked for a peer here: it stays here. Several that were asked for at one place surround it. Peers of a
   * wiring are held in its shape, which is not the user's hand.
   */
  #placeWhereAsked(added: readonly DrawnPeer[]): void {
    const asked: DrawnPeer[] = [];
    for (const peer of added) {
      if (peer.place === null || !Number.isNaN(peer.x)) continue;
      if (peer.place.wired) {
        if (this.#shared.arrangement !== 'wired') continue;
        put(peer, peer.place);
        peer.held = true;
      } else asked.push(peer);
    }
    if (asked.length === 0) return;
    const taken = new Set<string>();
    for (const { x, y } of this.model.peers.values()) taken.add(`${x} ${y}`);
    const groups = new Map<string, DrawnPeer[]>();
    for (const peer of asked) {
      const spot = `${peer.place?.x} ${peer.place?.y}`;
      groups.set(spot, [...(groups.get(spot) ?? []), peer]);
    }
    for (const [spot, group] of groups) {
      const [first] = group;
      if (!first?.place) continue;
      if (group.length === 1 && !taken.has(spot)) {
        put(first, first.place);
        first.pinned = true;
      } else placeNewcomers(group, first.place, null);
    }
  }

  /** A newcomer that was alone until now goes beside the first neighbour that it has. */
  #joinNeighbours({ added, linked }: ModelChange, now: number): readonly DrawnPeer[] {
    if (linked.length === 0) return [];
    const fresh = new Set<PeerId>(added.map((peer) => peer.id));
    const firstLinks = new Map<DrawnPeer, number>();
    for (const { a, b } of linked) {
      for (const peer of [a, b]) firstLinks.set(peer, (firstLinks.get(peer) ?? 0) + 1);
    }
    const moved = new Set<DrawnPeer>();
    for (const [peer, count] of firstLinks) {
      const wasAlone = peer.links.size === count;
      if (!wasAlone || fresh.has(peer.id) || peer.pinned || peer.held || now - peer.bornAt > YOUNG) continue;
      // Of two that were alone only one goes to the other.
      if ([...peer.links.values()].some((link) => moved.has(otherEnd(link, peer)))) continue;
      const spot = spotBeside(peer);
      if (spot === null) continue;
      peer.targetX = spot.x;
      peer.targetY = spot.y;
      moved.add(peer);
    }
    return [...moved];
  }

  /** @returns newcomers that the lab has a place for: they are put there, as in every other window */
  #restore(added: readonly DrawnPeer[]): ReadonlySet<DrawnPeer> {
    const known = new Set<DrawnPeer>();
    for (const peer of added) {
      const at = this.#shared.placeOf(peer.id);
      if (at === undefined) continue;
      put(peer, at);
      peer.pinned = at.by === 'hand';
      peer.held = at.by === 'arrangement';
      known.add(peer);
    }
    return known;
  }

  #placesOf(peers: Iterable<PeerId>): PeerPlace[] {
    return Array.from(peers, (peer) => this.#shared.placeOf(peer)).filter((place) => place !== undefined);
  }
}
