import { createContext, type ReactNode, useContext } from 'react';
import { type ExtractState, useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { NetworkState } from '../../shared/network/state/state';
import type { Lab, LabState } from './lab';
import type { LayoutState } from './lab-layout';
import { labPart, type Part } from './part';

const LabContext = createContext<Lab | null>(null);

interface LabProviderProps {
  readonly lab: Lab;
  readonly children: ReactNode;
}

/** Everything in it shows this lab and acts on it. */
export function LabProvider({ lab, children }: LabProviderProps) {
  return <LabContext value={lab}>{children}</LabContext>;
}

/** @returns the lab that the component belongs to */
export function useCurrentLab(): Lab {
  const lab = useContext(LabContext);
  if (lab === null) throw new Error('The component is not in a LabProvider.');
  return lab;
}

/** Selects from the state of the lab, and draws the component again when that changes. */
export function useLab<T>(selector: (state: LabState) => T): T {
  return useStore(useCurrentLab().store, selector);
}

/** The same, from the state that a panel keeps for the lab. */
export function useLabPart<S extends StoreApi<unknown>, T>(
  part: Part<S>,
  selector: (state: ExtractState<S>) => T,
): T {
  return useStore(part(useCurrentLab()), selector);
}

/** Selects from what is known of the lab's layout. */
export function useLabLayout<T>(selector: (state: LayoutState) => T): T {
  return useStore(useCurrentLab().layout.store, selector);
}

/** Milliseconds between two drawings of the panels: numbers that change more often cannot be read. */
const INTERVAL_MS = 250;

interface Sampled {
  readonly network: NetworkState;
  readonly version: number;
}

/** The network as the panels show it: at once after a quiet time, and then at most four times a second. */
const sampled = labPart(({ store }) => {
  const sample = createStore<Sampled>(() => ({ network: store.getState().network, version: 0 }));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const take = () => {
    const { network, version } = store.getState();
    sample.setState({ network, version });
  };
  store.subscribe((now, before) => {
    if (now.version === before.version || timer !== undefined) return;
    take();
    timer = setTimeout(() => {
      timer = undefined;
      if (sample.getState().version !== store.getState().version) take();
    }, INTERVAL_MS);
  });
  return sample;
});

/** @returns the network, and draws the component again at most four times a second */
export function useNetwork(): NetworkState {
  return useLabPart(sampled, (state) => state.network);
}
