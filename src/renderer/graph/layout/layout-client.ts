import type { DrawnPeer } from '../model/drawn';
import type { ModelChange } from '../model/model';
import type { FromLayout, ToLayout } from './protocol';

/** The page's side of the layout: tells the worker what changed, and gives its positions to the peers that are drawn. */
export class LayoutClient {
  readonly #worker: Worker;
  readonly #peers: ReadonlyMap<unknown, DrawnPeer>;
  /** The change with which the peer in each slot was put where it is; positions from before it are out of date. */
  readonly #placedWith: number[] = [];
  readonly #onMove: () => void;
  #revision = 0;
  #settled = true;

  /** @param onMove called when there are new positions, or the layout has come to rest */
  constructor(peers: ReadonlyMap<unknown, DrawnPeer>, onMove: () => void) {
    this.#peers = peers;
    this.#onMove = onMove;
    this.#worker = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' });
    this.#worker.addEventListener('message', ({ data }: MessageEvent<FromLayout>) => this.#receive(data));
    this.#worker.addEventListener('error', (event) => {
      // Without it peers stay where they first appear, and the picture is still true.
      console.error('the layout worker failed:', event.message);
      this.#settled = true;
      this.#onMove();
    });
  }

  /** Nothing moves until the next change. */
  get settled(): boolean {
    return this.#settled;
  }

  /**
   * @param moved peers whose new target is to be taken up
   * @param known peers whose position is from before
   * @param ahead lay out before the first positions are told
   */
  change(
    { added, removed, linked, unlinked }: ModelChange,
    moved: readonly DrawnPeer[],
    known: ReadonlySet<DrawnPeer>,
    ahead: boolean,
  ): void {
    if (added.length + removed.length + linked.length + unlinked.length === 0) return;
    this.#revision += 1;
    for (const peer of [...added, ...moved]) this.#placedWith[peer.slot] = this.#revision;
    this.#send({
      type: 'change',
      revision: this.#revision,
      removed: removed.map((peer) => peer.slot),
      added: added.map((peer) => {
        return {
          slot: peer.slot,
          x: peer.x,
          y: peer.y,
          pinned: peer.pinned || peer.held,
          known: known.has(peer),
        };
      }),
      unlinked: unlinked.map((link) => [link.a.slot, link.b.slot]),
      linked: linked.map((link) => [link.a.slot, link.b.slot]),
      moved: moved.map((peer) => ({ slot: peer.slot, x: peer.targetX, y: peer.targetY })),
      ahead,
    });
  }

  pin(peers: Iterable<DrawnPeer>): void {
    this.#send({ type: 'pin', pins: Array.from(peers, ({ slot, x, y }) => ({ slot, x, y })) });
  }

  /** Takes peers to their targets, and holds those that are held. @param disturbs what is around them is to follow */
  place(peers: readonly DrawnPeer[], disturbs: boolean): void {
    this.#revision += 1;
    for (const peer of peers) this.#placedWith[peer.slot] = this.#revision;
    const places = peers.map(({ slot, targetX: x, targetY: y, pinned, held }) => {
      return { slot, x, y, pinned: pinned || held };
    });
    this.#send({ type: 'place', revision: this.#revision, places, disturbs });
  }

  unpin(peers: Iterable<DrawnPeer>): void {
    this.#send({ type: 'unpin', slots: Array.from(peers, (peer) => peer.slot) });
  }

  freeze(frozen: boolean): void {
    this.#send({ type: 'freeze', frozen });
  }

  still(still: boolean): void {
    this.#send({ type: 'still', still });
  }

  tidy(): void {
    this.#send({ type: 'tidy' });
  }

  stop(): void {
    this.#worker.terminate();
  }

  #send(message: ToLayout): void {
    this.#settled = false;
    this.#worker.postMessage(message);
  }

  #receive({ revision, positions, settled }: FromLayout): void {
    for (const peer of this.#peers.values()) {
      // A pinned peer is where the pointer put it, which the worker receives later.
      if (peer.pinned || peer.held || revision < (this.#placedWith[peer.slot] ?? 0)) continue;
      const x = positions[peer.slot * 2];
      const y = positions[peer.slot * 2 + 1];
      if (x === undefined || y === undefined || Number.isNaN(x) || Number.isNaN(y)) continue;
      peer.targetX = x;
      peer.targetY = y;
    }
    this.#settled = settled && revision === this.#revision;
    this.#onMove();
  }
}
