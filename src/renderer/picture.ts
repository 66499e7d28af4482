import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { NetworkState } from '../shared/network/state';
import { lab } from './store';

/** Milliseconds between two drawings of the panels: numbers that change more often cannot be read. */
const INTERVAL = 250;

interface Picture {
  readonly network: NetworkState;
  readonly version: number;
}

/** The network as the panels show it: at once after a quiet time, and then at most four times a second. */
const picture = createStore<Picture>(() => ({ network: lab.getState().network, version: 0 }));

let timer: ReturnType<typeof setTimeout> | undefined;

function take(): void {
  const { network, version } = lab.getState();
  picture.setState({ network, version });
}

lab.subscribe((now, before) => {
  if (now.version === before.version || timer !== undefined) return;
  take();
  timer = setTimeout(() => {
    timer = undefined;
    if (picture.getState().version !== lab.getState().version) take();
  }, INTERVAL);
});

/** @returns the network, and draws the component again at most four times a second */
export function usePicture(): NetworkState {
  return useStore(picture, (state) => state.network);
}
