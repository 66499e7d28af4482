import type { LayoutItem, PeerPlace } from '../../../shared/contract/layout';
import type { Arrangement } from '../../../shared/layout';
import type { NetworkEvent, PeerId, Place } from '../../../shared/network/events';
import type { Timer } from '../../runtime/runtime';
import { watchChanges } from '../../runtime/watch-changes';
import type { EventLog } from '../log/event-log';
import { type Adjacency, inLayers, onCircle } from './arrange';

/** Milliseconds after which a circle or layers take up that the network has changed: once for many changes. */
const ARRANGE_DELAY_MS = 200;
/** Milliseconds between two items of one window. */
const ITEM_INTERVAL_MS = 50;

interface Point extends Place {
  readonly peer: PeerId;
}

/** A window that follows the layout. */
interface Watcher {
  /** What has changed since its last item; null for a peer that has no place any more. */
  readonly pending: Map<PeerId, PeerPlace | null>;
  readonly changed: () => void;
}

/**
 * Where peers are drawn, for all windows of a lab: the arrangement that was chosen, what was put somewhere by hand, and
 * where the force layout came to rest. The forces are worked out in the windows; the first that comes to rest decides
 * for all. Nothing of it is an event of the network or in its counters.
 */
export class PictureLayout {
  readonly #log: EventLog;
  readonly #places = new Map<PeerId, PeerPlace>();
  readonly #watchers = new Set<Watcher>();
  readonly #unsubscribe: () => void;
  #arrangement: Arrangement = 'wired';
  #root: PeerId | null = null;
  #revision = 0;
  #timer: Timer | undefined;

  constructor(log: EventLog) {
    this.#log = log;
    this.#unsubscribe = log.subscribe((event) => this.#notice(event));
  }

  get arrangement(): Arrangement {
    return this.#arrangement;
  }

  get revision(): number {
    return this.#revision;
  }

  /** @returns where a peer is drawn; undefined while no window has found a place for it */
  placeOf(peer: PeerId): PeerPlace | undefined {
    return this.#places.get(peer);
  }

  /** Puts a peer where forces had moved it before, unless something holds it. */
  rest(peer: PeerId, { x, y }: Place): void {
    if ((this.#places.get(peer)?.by ?? 'force') !== 'force') return;
    this.#put({ peer, x, y, by: 'force' });
    this.#changed();
  }

  /** Arranges everything. @param root whom the layers begin at */
  choose(arrangement: Arrangement, root: PeerId | null = null): void {
    this.#arrangement = arrangement;
    this.#root = root;
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const [peer, place] of this.#places) {
      const kept = arrangement === 'force' && place.by === 'hand';
      if (!kept) this.#put({ ...place, by: 'force', ...this.#wiredPlace(peer) });
    }
    if (arrangement === 'wired') {
      for (const peer of this.#log.state.peers.keys()) {
        const wired = this.#wiredPlace(peer);
        if (wired) this.#put({ peer, ...wired });
      }
    }
    this.#arrange();
    this.#changed();
  }

  /** Puts peers somewhere by hand. Peers that are not there are left out. */
  place(points: readonly Point[]): void {
    for (const { peer, x, y } of points) {
      if (this.#log.state.peers.has(peer)) this.#put({ peer, x, y, by: 'hand' });
    }
    this.#changed();
  }

  /** Gives peers that were put somewhere by hand back to the arrangement. */
  release(peers: readonly PeerId[]): void {
    for (const peer of peers) {
      const place = this.#places.get(peer);
      if (place?.by === 'hand') this.#put({ ...place, by: 'force', ...this.#wiredPlace(peer) });
    }
    this.#arrange();
    this.#changed();
  }

  /** Takes up where a window's forces came to rest. @param base the revision that the window knew */
  settle(base: number, points: readonly Point[]): void {
    if (base !== this.#revision) return;
    for (const { peer, x, y } of points) {
      const by = this.#places.get(peer)?.by ?? 'force';
      if (by === 'force' && this.#log.state.peers.has(peer)) this.#put({ peer, x, y, by });
    }
    this.#changed();
  }

  /** Everything first, then what changes, at most twenty times a second. @param signal ends it */
  watch(signal?: AbortSignal): AsyncGenerator<LayoutItem, void, void> {
    const pending: Watcher['pending'] = new Map();
    let whole = true;
    return watchChanges({
      subscribe: (changed) => {
        const watcher: Watcher = { pending, changed };
        this.#watchers.add(watcher);
        return () => this.#watchers.delete(watcher);
      },
      read: () => {
        const item: LayoutItem = { ...this.#head(), whole, ...changesIn(whole ? this.#places : pending) };
        pending.clear();
        whole = false;
        return item;
      },
      pace: { runtime: this.#log.runtime, interval: ITEM_INTERVAL_MS },
      signal,
    });
  }

  stop(): void {
    this.#timer?.cancel();
    this.#unsubscribe();
  }

  #head(): Pick<LayoutItem, 'revision' | 'arrangement'> {
    return { revision: this.#revision, arrangement: this.#arrangement };
  }

  #notice(event: NetworkEvent): void {
    switch (event.type) {
      case 'peer:added': {
        const { peer, place } = event;
        if (place && !place.wired) this.#put({ peer, x: place.x, y: place.y, by: 'hand' });
        else {
          const wired = this.#wiredPlace(peer);
          if (wired) this.#put({ peer, ...wired });
        }
        if (place) this.#changed();
        this.#arrangeSoon();
        return;
      }
      case 'peer:removed':
        if (this.#places.delete(event.peer)) {
          for (const { pending } of this.#watchers) pending.set(event.peer, null);
          this.#changed();
        }
        this.#arrangeSoon();
        return;
      case 'neighbour:added':
      case 'neighbour:removed':
        this.#arrangeSoon();
        return;
    }
  }

  /** @returns where the shape of its wiring holds a peer; undefined where nothing does */
  #wiredPlace(peer: PeerId): Omit<PeerPlace, 'peer'> | undefined {
    const place = this.#log.state.peers.get(peer)?.place;
    if (this.#arrangement !== 'wired' || !place?.wired) return undefined;
    return { x: place.x, y: place.y, by: 'arrangement' };
  }

  #arrangeSoon(): void {
    if (this.#arrangement !== 'circle' && this.#arrangement !== 'layers') return;
    this.#timer ??= this.#log.runtime.setTimer(ARRANGE_DELAY_MS, () => {
      this.#timer = undefined;
      this.#arrange();
      this.#changed();
    });
  }

  #arrange(): void {
    if (this.#arrangement !== 'circle' && this.#arrangement !== 'layers') return;
    const graph = this.#graph();
    const places = this.#arrangement === 'circle' ? onCircle(graph) : inLayers(graph, this.#root);
    for (const [peer, { x, y }] of places) {
      const now = this.#places.get(peer);
      if (now?.by === 'hand' || (now?.by === 'arrangement' && now.x === x && now.y === y)) continue;
      this.#put({ peer, x, y, by: 'arrangement' });
    }
  }

  #graph(): Adjacency {
    const graph = new Map<PeerId, Set<PeerId>>();
    for (const peer of this.#log.state.peers.keys()) graph.set(peer, new Set());
    for (const { a, b } of this.#log.state.links.values()) {
      graph.get(a)?.add(b);
      graph.get(b)?.add(a);
    }
    return graph;
  }

  #put(place: PeerPlace): void {
    this.#places.set(place.peer, place);
    for (const { pending } of this.#watchers) pending.set(place.peer, place);
  }

  #changed(): void {
    this.#revision += 1;
    for (const { changed } of this.#watchers) changed();
  }
}

function changesIn(found: ReadonlyMap<PeerId, PeerPlace | null>): Pick<LayoutItem, 'places' | 'removed'> {
  const places: PeerPlace[] = [];
  const removed: PeerId[] = [];
  for (const [peer, place] of found) {
    if (place) places.push(place);
    else removed.push(peer);
  }
  return { places, removed };
}
