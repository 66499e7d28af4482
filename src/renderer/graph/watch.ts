import type { FeedItem } from '../../shared/contract';
import type { LayoutItem } from '../../shared/layout';
import type { Step } from '../../shared/network/anatomy';
import type { NetworkState } from '../../shared/network/state';
import { onLayout } from '../lab-layout';
import { preferences } from '../preferences';
import { lab, onFeed } from '../store';
import { anatomyView } from './anatomy/anatomy-view';
import { canvasOptions } from './canvas-options';
import { watchTheme } from './palette';

interface Watcher {
  feed(item: FeedItem, network: NetworkState): void;
  /** The lab has peers at other places. */
  layout(item: LayoutItem): void;
  freeze(frozen: boolean): void;
  /** The selection, a setting or the liking of motion has changed: the same picture is to be drawn another way. */
  restyle(): void;
  /** A search comes over the picture, or goes. */
  trace(shown: boolean): void;
  /** A message of a search that is shown again arrives. */
  replay(step: Step): void;
  retheme(): void;
  /** The page is about to go. */
  leave(): void;
}

/** Tells the canvas of everything outside of it that it is drawn from. @returns a function that ends it */
export function watch(watcher: Watcher, reducedMotion: MediaQueryList): () => void {
  const restyle = () => watcher.restyle();
  const leave = () => watcher.leave();
  reducedMotion.addEventListener('change', restyle);
  window.addEventListener('pagehide', leave);
  const ends = [
    () => reducedMotion.removeEventListener('change', restyle),
    () => window.removeEventListener('pagehide', leave),
    onFeed((item, network) => watcher.feed(item, network)),
    onLayout((item) => watcher.layout(item)),
    lab.subscribe((state, before) => {
      if (state.frozen !== before.frozen) watcher.freeze(state.frozen);
      const same =
        state.selection === before.selection &&
        state.selectedLink === before.selectedLink &&
        state.bootstrapSelected === before.bootstrapSelected;
      if (!same) restyle();
    }),
    preferences.subscribe(restyle),
    canvasOptions.subscribe(restyle),
    anatomyView.subscribe(({ shown }, { shown: before }) => {
      if ((shown === null) !== (before === null)) watcher.trace(shown !== null);
      if (shown?.current && shown.current !== before?.current) watcher.replay(shown.current);
      restyle();
    }),
    watchTheme(() => watcher.retheme()),
  ];
  if (lab.getState().frozen) watcher.freeze(true);
  return () => {
    for (const end of ends) end();
  };
}
