import { createStore } from 'zustand/vanilla';
import type { SearchId } from '../../shared/network/events';
import type { Anatomy } from '../../shared/network/search/anatomy-schema';
import { shownAt } from '../graph/anatomy/shown-anatomy';
import { useLabPart } from '../lab/context';
import type { Lab } from '../lab/lab';
import { labPart } from '../lab/part';
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

export const searchPanel = labPart((lab) => {
  const store = createStore<SearchPanel>(() => ({
    chosen: null,
    compared: null,
    onCanvas: null,
    anatomies: new Map(),
    forgotten: new Set(),
    step: null,
    playing: false,
  }));
  // The canvas is drawn outside React, from one structure that is made again only when it differs.
  store.subscribe((now, before) => {
    const anatomy = anatomyOnCanvas(now);
    if (anatomy === anatomyOnCanvas(before) && now.step === before.step) return;
    anatomyView(lab).setState({ shown: anatomy ? shownAt(anatomy, now.step) : null });
  });
  return store;
});

export function useSearchPanel<T>(selector: (panel: SearchPanel) => T): T {
  return useLabPart(searchPanel, selector);
}

const whole = { step: null, playing: false };

/** Looks at a search: its results in the panel, its anatomy on the canvas. */
export function chooseSearch(lab: Lab, chosen: SearchId): void {
  searchPanel(lab).setState({ chosen, compared: null, onCanvas: chosen, ...whole });
}

/** Puts a second search beside the chosen one. @param compared null puts it away */
export function compareWith(lab: Lab, compared: SearchId | null): void {
  const { chosen } = searchPanel(lab).getState();
  searchPanel(lab).setState({ compared, onCanvas: chosen, ...whole });
}

/** @param onCanvas null clears the canvas of any */
export function showOnCanvas(lab: Lab, onCanvas: SearchId | null): void {
  searchPanel(lab).setState({ onCanvas, ...whole });
}

/** Takes a search off the canvas. @returns whether there was one */
export function leaveAnatomy(lab: Lab): boolean {
  if (searchPanel(lab).getState().onCanvas === null) return false;
  showOnCanvas(lab, null);
  return true;
}

export function anatomyOnCanvas({ anatomies, onCanvas }: SearchPanel): Anatomy | undefined {
  return onCanvas === null ? undefined : anatomies.get(onCanvas);
}
