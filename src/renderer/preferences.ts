import { useStore } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import type { PanelId } from '../shared/window-actions';

/** What this window remembers about itself; the network's own settings live in the main process. */
export interface Preferences {
  readonly theme: 'system' | 'light' | 'dark';
  /** Peers with more neighbours are drawn larger. */
  readonly sizeShowsDegree: boolean;
  readonly inspectorOpen: boolean;
  readonly drawerOpen: boolean;
  readonly drawerTab: PanelId;
  /** Actions that were chosen in the command palette, the last one first. */
  readonly recentActions: readonly string[];
}

export const preferences = createStore<Preferences>()(
  persist(
    (): Preferences => ({
      theme: 'system',
      sizeShowsDegree: false,
      inspectorOpen: true,
      drawerOpen: true,
      drawerTab: 'events',
      recentActions: [],
    }),
    { name: 'syncpulse:preferences', version: 1, storage: createJSONStorage(() => localStorage) },
  ),
);

const MAX_RECENT_ACTIONS = 5;

export function noteRecentAction(id: string): void {
  const others = preferences.getState().recentActions.filter((other) => other !== id);
  preferences.setState({ recentActions: [id, ...others].slice(0, MAX_RECENT_ACTIONS) });
}

export function usePreferences<T>(selector: (state: Preferences) => T): T {
  return useStore(preferences, selector);
}
