import type { Arrangement } from '../../shared/layout';
import type { PeerId } from '../../shared/network/events';
import type { NetworkState } from '../../shared/network/state/state';
import { namesIn } from '../words/names';

export interface LayoutEntry {
  readonly id: Arrangement;
  readonly label: string;
  readonly enabled: boolean;
  /** Whom layers begin at. */
  readonly root?: PeerId;
}

/** The arrangements to choose from. Layers begin at the peer that is selected, where one is. */
export function layoutEntries(network: NetworkState, selection: ReadonlySet<PeerId>): readonly LayoutEntry[] {
  const [root] = selection;
  const layers: LayoutEntry =
    selection.size === 1 && root !== undefined
      ? { id: 'layers', label: `Layers from ${namesIn(network)(root)}`, enabled: true, root }
      : { id: 'layers', label: 'Layers from the peer with most links', enabled: true };
  return [
    { id: 'wired', label: 'As wired', enabled: true },
    { id: 'force', label: 'Force', enabled: true },
    { id: 'circle', label: 'Circle', enabled: true },
    layers,
  ];
}
