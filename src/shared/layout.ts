import type { PeerId } from './network/events';

/**
 * How the picture is arranged: each wiring in its shape and the rest by force, all by force, all on one circle, or in
 * layers by the distance from one peer.
 */
export const ARRANGEMENTS = ['wired', 'force', 'circle', 'layers'] as const;
export type Arrangement = (typeof ARRANGEMENTS)[number];

/** Where a peer is drawn, in canvas units. */
export interface PeerPlace {
  readonly peer: PeerId;
  readonly x: number;
  readonly y: number;
  /** `hand`: the user put it there; `arrangement`: the arrangement holds it there; `force`: it may move. */
  readonly by: 'hand' | 'arrangement' | 'force';
}

/** What a window is sent of the layout: everything first, then what has changed. */
export interface LayoutItem {
  /** Counts the changes of the layout; a report of positions names the one that it is based on. */
  readonly revision: number;
  readonly whole: boolean;
  readonly arrangement: Arrangement;
  readonly places: readonly PeerPlace[];
  /** Peers that have no place any more. */
  readonly removed: readonly PeerId[];
}
