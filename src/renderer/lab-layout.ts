import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Arrangement, LayoutItem, PeerPlace } from '../shared/layout';
import type { PeerId } from '../shared/network/events';
import { client } from './client';

/* Where the lab has the peers in every window; the picture is drawn from it and from the forces of this window. */

interface LabLayout {
  /** The lab has sent its layout: from here on the picture can be drawn. */
  readonly ready: boolean;
  readonly arrangement: Arrangement;
  readonly revision: number;
}

type LayoutListener = (item: LayoutItem) => void;

export const labLayout = createStore<LabLayout>(() => ({ ready: false, arrangement: 'wired', revision: 0 }));

export function useLabLayout<T>(selector: (state: LabLayout) => T): T {
  return useStore(labLayout, selector);
}

const places = new Map<PeerId, PeerPlace>();
const listeners = new Set<LayoutListener>();

/** @returns where the lab has a peer; undefined where its place is still to be found */
export function placeOf(peer: PeerId): PeerPlace | undefined {
  return places.get(peer);
}

/** Calls the listener after each item, outside React. @returns a function that ends the subscription */
export function onLayout(listener: LayoutListener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Follows the lab's layout for as long as the link to it is open. */
export async function followLayout(signal: AbortSignal): Promise<void> {
  for await (const item of await client.layout.watch(undefined, { signal })) take(item);
}

function take(item: LayoutItem): void {
  if (item.whole) places.clear();
  for (const peer of item.removed) places.delete(peer);
  for (const place of item.places) places.set(place.peer, place);
  labLayout.setState({ ready: true, arrangement: item.arrangement, revision: item.revision });
  for (const listener of listeners) listener(item);
}
