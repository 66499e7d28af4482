import { useStore } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';

/** What this window remembers about itself; the network's own settings live in the main process. */
export interface Preferences {
  readonly theme: 'system' | 'light' | 'dark';
  /** Peers with more neighbours are drawn larger. */
  readonly sizeShowsDegree: boolean;
  readonly inspectorOpen: boolean;
  readonly drawerOpen: boolean;
  readonly drawerTab: 'events' | 'peers' | 'searches' | 'files' | 'metrics';
}

export const preferences = createStore<Preferences>()(
  persist(
    (): Preferences => ({
      theme: 'system',
      sizeShowsDegree: false,
      inspectorOpen: true,
      drawerOpen: true,
      drawerTab: 'events',
    }),
    { name: 'syncpulse:preferences', version: 1, storage: createJSONStorage(() => localStorage) },
  ),
);

export function usePreferences<T>(selector: (state: Preferences) => T): T {
  return useStore(preferences, selector);
}
