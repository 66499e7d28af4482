import { createStore, type StoreApi } from 'zustand/vanilla';
import type { LayoutItem, PeerPlace } from '../../shared/contract/layout';
import type { Arrangement } from '../../shared/layout';
import type { PeerId } from '../../shared/network/events';

export interface LayoutState {
  /** The lab has sent its layout: from here on the network can be drawn. */
  readonly ready: boolean;
  readonly arrangement: Arrangement;
  readonly revision: number;
}

type LayoutListener = (item: LayoutItem) => void;

/** Where the lab has the peers in every window; the network is drawn from it and from the forces of this window. */
export interface LabLayout {
  readonly store: StoreApi<LayoutState>;
  /** @returns where the lab has a peer; undefined where its place is still to be found */
  placeOf(peer: PeerId): PeerPlace | undefined;
  /** Calls the listener after each item, outside React. @returns a function that ends the subscription */
  onChange(listener: LayoutListener): () => void;
  take(item: LayoutItem): void;
}

export function createLabLayout(): LabLayout {
  const store = createStore<LayoutState>(() => ({ ready: false, arrangement: 'wired', revision: 0 }));
  const places = new Map<PeerId, PeerPlace>();
  const listeners = new Set<LayoutListener>();
  return {
    store,
    placeOf: (peer) => places.get(peer),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    take(item) {
      if (item.whole) places.clear();
      for (const peer of item.removed) places.delete(peer);
      for (const place of item.places) places.set(place.peer, place);
      store.setState({ ready: true, arrangement: item.arrangement, revision: item.revision });
      for (const listener of listeners) listener(item);
    },
  };
}
