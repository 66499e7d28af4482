import { createStore } from 'zustand/vanilla';
import type { ShownAnatomy } from '../graph/anatomy/shown-anatomy';
import type { Lab } from '../lab/lab';
import { labPart } from '../lab/part';

/** The search whose anatomy lies over the network, at the step at which it stands; null where none does. */
export const anatomyView = labPart(() =>
  createStore<{ readonly shown: ShownAnatomy | null }>(() => ({ shown: null })),
);

/** @returns CSS pixels at the top of the canvas that the bar takes which tells of the search (search/AnatomyBar) */
export function roomAbove(lab: Lab): number {
  if (anatomyView(lab).getState().shown === null) return 0;
  return window.innerHeight < 720 ? 72 : 96;
}
