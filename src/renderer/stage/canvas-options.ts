import { useStore } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';

/** What this window remembers about its canvas. */
export interface CanvasOptions {
  readonly legendOpen: boolean;
  /** The part of the legend that tells the gestures. */
  readonly gesturesOpen: boolean;
  /** Draw who is registered at the bootstrap server. Also while it is selected. */
  readonly bootstrapLinks: boolean;
}

export const canvasOptions = createStore<CanvasOptions>()(
  persist((): CanvasOptions => ({ legendOpen: hasRoom(), gesturesOpen: false, bootstrapLinks: false }), {
    name: 'syncpulse:canvas-options',
    version: 1,
    storage: createJSONStorage(() => localStorage),
  }),
);

export function useCanvasOptions<T>(selector: (state: CanvasOptions) => T): T {
  return useStore(canvasOptions, selector);
}

/** In a small window the picture needs the room more than the legend does. */
function hasRoom(): boolean {
  return window.innerWidth >= 1_200 && window.innerHeight >= 720;
}
