/**
 * What the window and the layout worker say to each other. A peer is its slot, an index into the arrays of
 * positions; slots are given by the window and used again, so every message back says how much it has seen.
 */
interface LayoutChange {
  readonly type: 'change';
  /** Counts changes from 1. */
  readonly revision: number;
  readonly removed: readonly number[];
  readonly added: readonly LayoutPeer[];
  readonly unlinked: readonly LayoutLink[];
  readonly linked: readonly LayoutLink[];
  /** Peers to take from where they are to somewhere else, without holding them there. */
  readonly moved: readonly { readonly slot: number; readonly x: number; readonly y: number }[];
  /** Run (up to a second) before anything is shown: a whole network came at once. */
  readonly ahead: boolean;
}

export interface LayoutPeer {
  readonly slot: number;
  readonly x: number;
  readonly y: number;
  readonly pinned: boolean;
  /** It has its position from before, so that nothing need move for it. */
  readonly known: boolean;
}

export type LayoutLink = readonly [slot: number, slot: number];

export type ToLayout =
  | LayoutChange
  /** Take these to where the lab has them. */
  | {
      readonly type: 'place';
      /** Counts together with changes. */
      readonly revision: number;
      readonly places: readonly {
        readonly slot: number;
        readonly x: number;
        readonly y: number;
        readonly pinned: boolean;
      }[];
      /** What is around them is to follow. */
      readonly disturbs: boolean;
    }
  /** Hold these where they are put; what is around them follows a little. */
  | { readonly type: 'pin'; readonly pins: readonly { slot: number; x: number; y: number }[] }
  | { readonly type: 'unpin'; readonly slots: readonly number[] }
  | { readonly type: 'freeze'; readonly frozen: boolean }
  /** Tell positions rarely rather than as a motion. */
  | { readonly type: 'still'; readonly still: boolean }
  /** Lay the whole picture out anew, from where it is. */
  | { readonly type: 'tidy' };

export interface FromLayout {
  readonly type: 'positions';
  /** The last change that these positions know of. */
  readonly revision: number;
  /** x and y of slot s at 2s and 2s + 1; NaN where there is no peer. */
  readonly positions: Float32Array;
  /** Nothing will move until the next message to the worker. */
  readonly settled: boolean;
}
