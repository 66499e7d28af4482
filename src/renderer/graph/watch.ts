import type { FeedItem } from '../../shared/contract';
import type { LayoutItem } from '../../shared/contract/layout';
import type { Step } from '../../shared/network/search/anatomy-schema';
import type { NetworkState } from '../../shared/network/state/state';
import type { GraphInput } from './graph-input';
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
export function watch(watcher: Watcher, input: GraphInput, reducedMotion: MediaQueryList): () => void {
  const restyle = () => watcher.restyle();
  const leave = () => watcher.leave();
  reducedMotion.addEventListener('change', restyle);
  window.addEventListener('pagehide', leave);
  const ends = [
    () => reducedMotion.removeEventListener('change', restyle),
    () => window.removeEventListener('pagehide', leave),
    input.onFeed((item, network) => watcher.feed(item, network)),
    input.layout.onChange((item) => watcher.layout(item)),
    input.onState((state, before) => {
      if (state.frozen !== before.frozen) watcher.freeze(state.frozen);
      const same =
        state.selection === before.selection &&
        state.selectedLink === before.selectedLink &&
        state.bootstrapSelected === before.bootstrapSelected;
      if (!same) restyle();
    }),
    input.onOptions(restyle),
    input.onAnatomy((shown, before) => {
      if ((shown === null) !== (before === null)) watcher.trace(shown !== null);
      if (shown?.current && shown.current !== before?.current) watcher.replay(shown.current);
      restyle();
    }),
    watchTheme(() => watcher.retheme()),
  ];
  if (input.state().frozen) watcher.freeze(true);
  return () => {
    for (const end of ends) end();
  };
}
