import type { GraphLayout, PlacedPeer } from '../graph-input';
import type { DrawnPeer } from '../model/drawn';

/** Milliseconds after the last move of a hand until the lab is sent it. */
const HAND_DELAY_MS = 120;
/** Canvas units that a peer may differ from where the lab has it. */
const TOLERANCE = 1;
/** Peers of one command; see the contract. */
const MAX_PEERS = 10_000;

/** Sends the lab what this window does to the layout, so that every other window shows it too. */
export class LayoutSync {
  readonly #layout: GraphLayout;
  readonly #hand = new Set<DrawnPeer>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reporting = false;

  constructor(layout: GraphLayout) {
    this.#layout = layout;
  }

  /** Whether the hand of this window is ahead of the lab. */
  isAhead(peer: DrawnPeer): boolean {
    return this.#hand.has(peer);
  }

  /** The user has put these somewhere. */
  put(peers: Iterable<DrawnPeer>): void {
    for (const peer of peers) this.#hand.add(peer);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#sendHand(), HAND_DELAY_MS);
  }

  release(peers: readonly DrawnPeer[]): void {
    for (const peer of peers) this.#hand.delete(peer);
    void attempt(() => this.#layout.release(peers.slice(0, MAX_PEERS).map(({ id }) => id)));
  }

  /** The layout of this window stands: reports peers that nothing holds and that are not where the lab has them. */
  async reportRest(peers: Iterable<DrawnPeer>): Promise<void> {
    if (this.#reporting || this.#hand.size > 0) return;
    const moved: PlacedPeer[] = [];
    for (const peer of peers) {
      if (peer.pinned || peer.held || moved.length >= MAX_PEERS) continue;
      const known = this.#layout.placeOf(peer.id);
      const away = known
        ? Math.hypot(known.x - peer.targetX, known.y - peer.targetY)
        : Number.POSITIVE_INFINITY;
      if (away > TOLERANCE) moved.push(pointOf(peer));
    }
    if (moved.length === 0) return;
    this.#reporting = true;
    await attempt(() => this.#layout.settle(moved));
    this.#reporting = false;
  }

  /** Sends at once what would be sent a little later. */
  sendNow(): void {
    if (this.#hand.size > 0) this.#sendHand();
  }

  stop(): void {
    this.sendNow();
  }

  #sendHand(): void {
    clearTimeout(this.#timer);
    const places = Array.from(this.#hand, pointOf).slice(0, MAX_PEERS);
    this.#hand.clear();
    void attempt(() => this.#layout.place(places));
  }
}

function pointOf({ id, targetX, targetY }: DrawnPeer): PlacedPeer {
  return { peer: id, x: round(targetX), y: round(targetY) };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Without a link to the lab the picture stays as it is here; the lab's own comes with the next link. */
async function attempt(command: () => Promise<unknown>): Promise<void> {
  try {
    await command();
  } catch (error) {
    console.info('the lab did not take up the layout:', error);
  }
}
