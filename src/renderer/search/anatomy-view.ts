import { createStore } from 'zustand/vanilla';
import type { ShownAnatomy } from '../graph/anatomy/shown-anatomy';

/** The search whose anatomy lies over the network, at the step at which it stands; null where none does. */
export const anatomyView = createStore<{ readonly shown: ShownAnatomy | null }>(() => ({ shown: null }));

/** @returns CSS pixels at the top of the canvas that the bar takes which tells of the search (search/AnatomyBar) */
export function roomAbove(): number {
  if (anatomyView.getState().shown === null) return 0;
  return window.innerHeight < 720 ? 72 : 96;
}
