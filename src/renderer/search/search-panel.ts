import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Anatomy } from '../../shared/network/anatomy';
import type { SearchId } from '../../shared/network/events';
import { shownAt } from '../graph/anatomy/shown-anatomy';
import { anatomyView } from './anatomy-view';

/** Which searches are looked at, and what is known of them. */
interface SearchPanel {
  /** Whose results stand in the panel. */
  readonly chosen: SearchId | null;
  /** Stands beside the chosen one. */
  readonly compared: SearchId | null;
  /** Whose anatomy lies over the network. */
  readonly onCanvas: SearchId | null;
  /** Of the two above, as far as they are here. */
  readonly anatomies: ReadonlyMap<SearchId, Anatomy>;
  /** Searches whose messages the lab no longer has. */
  readonly forgotten: ReadonlySet<SearchId>;
  /** Steps taken of the search on the canvas; null: all there are. */
  readonly step: number | null;
  readonly playing: boolean;
}

export const searchPanel = createStore<SearchPanel>(() => ({
  chosen: null,
  compared: null,
  onCanvas: null,
  anatomies: new Map(),
  forgotten: new Set(),
  step: null,
  playing: false,
}));

export function useSearchPanel<T>(selector: (panel: SearchPanel) => T): T {
  return useStore(searchPanel, selector);
}

const whole = { step: null, playing: false };

/** Looks at a search: its results in the panel, its anatomy on the canvas. */
export function chooseSearch(chosen: SearchId): void {
  searchPanel.setState({ chosen, compared: null, onCanvas: chosen, ...whole });
}

/** Puts a second search beside the chosen one. @param compared null puts it away */
export function compareWith(compared: SearchId | null): void {
  const { chosen } = searchPanel.getState();
  searchPanel.setState({ compared, onCanvas: chosen, ...whole });
}

/** @param onCanvas null clears the canvas of any */
export function showOnCanvas(onCanvas: SearchId | null): void {
  searchPanel.setState({ onCanvas, ...whole });
}

/** Takes a search off the canvas. @returns whether there was one */
export function leaveAnatomy(): boolean {
  if (searchPanel.getState().onCanvas === null) return false;
  showOnCanvas(null);
  return true;
}

// The canvas is drawn outside React, from one structure that is made again only when it differs.
searchPanel.subscribe((now, before) => {
  const anatomy = anatomyOnCanvas(now);
  if (anatomy === anatomyOnCanvas(before) && now.step === before.step) return;
  anatomyView.setState({ shown: anatomy ? shownAt(anatomy, now.step) : null });
});

export function anatomyOnCanvas({ anatomies, onCanvas }: SearchPanel): Anatomy | undefined {
  return onCanvas === null ? undefined : anatomies.get(onCanvas);
}
