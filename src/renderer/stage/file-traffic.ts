import { createStore } from 'zustand/vanilla';
import type { Lab } from '../lab/lab';
import { labPart } from '../lab/part';

/** Milliseconds after the last bytes of a file: longer than a pulse is drawn, and than the pause between two of them. */
export const SHOWN_FOR_MS = 2_000;

/** Whether bytes of files are drawn on the canvas. The legend explains them only then. */
export const fileTraffic = labPart(() => createStore<{ readonly shown: boolean }>(() => ({ shown: false })));

const hiding = labPart((): { timer?: ReturnType<typeof setTimeout> } => ({}));

/** Called for each pulse that stands for bytes of a file. */
export function noteFileTraffic(lab: Lab): void {
  clearTimeout(hiding(lab).timer);
  hiding(lab).timer = setTimeout(() => fileTraffic(lab).setState({ shown: false }), SHOWN_FOR_MS);
  if (!fileTraffic(lab).getState().shown) fileTraffic(lab).setState({ shown: true });
}
