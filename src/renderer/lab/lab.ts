import { createStore, type StoreApi } from 'zustand/vanilla';
import type { FeedItem } from '../../shared/contract';
import type { PeerId } from '../../shared/network/events';
import type { Identity } from '../../shared/network/state/identity';
import { reduce } from '../../shared/network/state/reduce';
import { stateOf } from '../../shared/network/state/snapshot';
import { emptyState, type LinkKey, type NetworkState } from '../../shared/network/state/state';
import { clientsOf, type LabClients } from './client';
import { createLabLayout, type LabLayout } from './lab-layout';
import type { LabSource } from './source';

export interface LabState {
  /**
   * `connecting` until the first snapshot has arrived, `silent` while an open link brings nothing, `lost` while a dropped
   * link is being made again.
   */
  readonly connection: 'connecting' | 'live' | 'silent' | 'lost';
  /** The fold of everything the feed has delivered. Containers mutate in place, records are replaced. */
  readonly network: NetworkState;
  /** One more for each feed item folded: select it to draw again. */
  readonly version: number;
  readonly selection: ReadonlySet<PeerId>;
  readonly selectedLink: LinkKey | null;
  /** The bootstrap server is what the inspector shows. */
  readonly bootstrapSelected: boolean;
  /** The layout stands still because the user wants it to. */
  readonly frozen: boolean;
}

type FeedListener = (item: FeedItem, network: NetworkState) => void;

/** One lab in the window: the state that is made from its source, and the ways to change it. A page may have several. */
export interface Lab extends LabClients {
  readonly source: LabSource;
  readonly store: StoreApi<LabState>;
  readonly layout: LabLayout;
  readonly select: Select;
  freeze(frozen: boolean): void;
  /**
   * Folds one item of the feed into the store with the same reducer as the main process.
   *
   * @returns false when the item does not follow the last one: the caller must take a new snapshot
   */
  fold(item: FeedItem): boolean;
  /**
   * Calls the listener after each folded item, outside React.
   *
   * @returns a function that ends the subscription
   */
  onFeed(listener: FeedListener): () => void;
}

/** Makes the state of a lab. Nothing is opened before {@link stayConnected}. */
export function createLab(source: LabSource): Lab {
  const store = createStore<LabState>(() => ({
    connection: 'connecting',
    network: emptyState(),
    version: 0,
    selection: new Set(),
    selectedLink: null,
    bootstrapSelected: false,
    frozen: false,
  }));
  const listeners = new Set<FeedListener>();
  return {
    ...clientsOf(source),
    source,
    store,
    layout: createLabLayout(),
    select: selectIn(store),
    freeze: (frozen) => store.setState({ frozen }),
    fold(item) {
      const next = folded(store, item);
      if (next === null) return false;
      for (const listener of listeners) listener(item, next);
      return true;
    },
    onFeed(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function folded(store: StoreApi<LabState>, item: FeedItem): NetworkState | null {
  const { network, version, selection, selectedLink } = store.getState();
  const selected = new Map([...selection].map((id) => [id, network.peers.get(id)?.identity]));
  let next: NetworkState;
  if (item.kind === 'snapshot') next = stateOf(item.snapshot);
  else {
    if (item.after !== network.seq) return null;
    next = network;
    for (const event of item.events) next = reduce(next, event);
    // Messages were added up on the way, so the last event of a batch need not be the last of the log.
    next = { ...next, seq: item.seq };
  }
  store.setState({
    connection: 'live',
    network: next,
    version: version + 1,
    ...remainingPeers(next, selected),
    ...(selectedLink !== null && !next.links.has(selectedLink) ? { selectedLink: null } : {}),
  });
  return next;
}

/**
 * A removed peer cannot stay selected, though another peer may have its address by now.
 *
 * @param selected the identities of the selected peers before the fold
 * @returns the selection without them, if there are any
 */
function remainingPeers(
  { peers }: NetworkState,
  selected: ReadonlyMap<PeerId, Identity | undefined>,
): Pick<LabState, 'selection'> | null {
  const isSame = (id: PeerId) => {
    const peer = peers.get(id);
    const before = selected.get(id);
    return peer !== undefined && (before === undefined || peer.identity === before);
  };
  const remaining = [...selected.keys()].filter(isSame);
  return remaining.length === selected.size ? null : { selection: new Set(remaining) };
}

/** Every way to select. Peers, a link and the bootstrap server exclude one another. */
interface Select {
  only(ids: Iterable<PeerId>): void;
  toggle(id: PeerId): void;
  add(ids: Iterable<PeerId>): void;
  link(key: LinkKey): void;
  bootstrap(): void;
  clear(): void;
}

function selectIn(store: StoreApi<LabState>): Select {
  const nothing = { selection: new Set<PeerId>(), selectedLink: null, bootstrapSelected: false };
  return {
    only: (ids) => store.setState({ ...nothing, selection: new Set(ids) }),
    toggle(id) {
      const selection = new Set(store.getState().selection);
      if (!selection.delete(id)) selection.add(id);
      store.setState({ ...nothing, selection });
    },
    add: (ids) => store.setState({ ...nothing, selection: new Set([...store.getState().selection, ...ids]) }),
    link: (key) => store.setState({ ...nothing, selectedLink: key }),
    bootstrap: () => store.setState({ ...nothing, bootstrapSelected: true }),
    clear: () => store.setState(nothing),
  };
}
