import { createStore } from 'zustand/vanilla';

/** Milliseconds after the last bytes of a file: longer than a pulse is drawn, and than the pause between two of them. */
export const SHOWN_FOR_MS = 2_000;

/** Whether bytes of files are drawn on the canvas. The legend explains them only then. */
export const fileTraffic = createStore<{ readonly shown: boolean }>(() => ({ shown: false }));

let timer: ReturnType<typeof setTimeout> | undefined;

/** Called for each pulse that stands for bytes of a file. */
export function noteFileTraffic(): void {
  clearTimeout(timer);
  timer = setTimeout(() => fileTraffic.setState({ shown: false }), SHOWN_FOR_MS);
  if (!fileTraffic.getState().shown) fileTraffic.setState({ shown: true });
}
