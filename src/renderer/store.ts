import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { FeedItem } from '../shared/contract';
import type { PeerId } from '../shared/network/events';
import type { Identity } from '../shared/network/identity';
import { reduce } from '../shared/network/reduce';
import { stateOf } from '../shared/network/snapshot';
import { emptyState, type LinkKey, type NetworkState } from '../shared/network/state';

export interface LabState {
  /**
   * `connecting` until the first snapshot is here, `silent` while an open link brings nothing, `lost` while a dropped
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

export const lab: StoreApi<LabState> = createStore<LabState>(() => ({
  connection: 'connecting',
  network: emptyState(),
  version: 0,
  selection: new Set(),
  selectedLink: null,
  bootstrapSelected: false,
  frozen: false,
}));

export function useLab<T>(selector: (state: LabState) => T): T {
  return useStore(lab, selector);
}

const listeners = new Set<FeedListener>();

/**
 * Calls the listener after each folded item, outside React.
 *
 * @returns a function that ends the subscription
 */
export function onFeed(listener: FeedListener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Folds one item of the feed into the store with the same reducer as the main process.
 *
 * @returns false when the item does not follow on what is here: the caller must take a new snapshot
 */
export function fold(item: FeedItem): boolean {
  const { network, version, selection } = lab.getState();
  const selected = new Map([...selection].map((id) => [id, network.peers.get(id)?.identity]));
  let next: NetworkState;
  if (item.kind === 'snapshot') next = stateOf(item.snapshot);
  else {
    if (item.after !== network.seq) return false;
    next = network;
    for (const event of item.events) next = reduce(next, event);
    // Messages were added up on the way, so the last event of a batch need not be the last of the log.
    next = { ...next, seq: item.seq };
  }
  lab.setState({ connection: 'live', network: next, version: version + 1, ...surviving(next, selected) });
  for (const listener of listeners) listener(item, next);
  return true;
}

/**
 * What is gone cannot stay selected, though another peer may have its address by now.
 *
 * @param selected the identities of the selected peers before the fold
 */
function surviving(
  network: NetworkState,
  selected: ReadonlyMap<PeerId, Identity | undefined>,
): Partial<LabState> {
  const { selection, selectedLink } = lab.getState();
  const isSame = (id: PeerId) => {
    const peer = network.peers.get(id);
    const before = selected.get(id);
    return peer !== undefined && (before === undefined || peer.identity === before);
  };
  const kept: { selection?: ReadonlySet<PeerId>; selectedLink?: null } = {};
  for (const id of selection) {
    if (isSame(id)) continue;
    kept.selection = new Set([...selection].filter(isSame));
    break;
  }
  if (selectedLink !== null && !network.links.has(selectedLink)) kept.selectedLink = null;
  return kept;
}

const nothing = { selection: new Set<PeerId>(), selectedLink: null, bootstrapSelected: false };

/** Every way to select. Peers, a link and the bootstrap server exclude one another. */
export const select = {
  only(ids: Iterable<PeerId>): void {
    lab.setState({ ...nothing, selection: new Set(ids) });
  },
  toggle(id: PeerId): void {
    const selection = new Set(lab.getState().selection);
    if (!selection.delete(id)) selection.add(id);
    lab.setState({ ...nothing, selection });
  },
  add(ids: Iterable<PeerId>): void {
    lab.setState({ ...nothing, selection: new Set([...lab.getState().selection, ...ids]) });
  },
  link(key: LinkKey): void {
    lab.setState({ ...nothing, selectedLink: key });
  },
  bootstrap(): void {
    lab.setState({ ...nothing, bootstrapSelected: true });
  },
  clear(): void {
    lab.setState(nothing);
  },
};

export function freeze(frozen: boolean): void {
  lab.setState({ frozen });
}
