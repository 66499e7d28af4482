import type { PeerId } from './network/events';
import type { Identity } from './network/identity';
import type { Problem } from './problem';

/** `r1`, `r2` …, in the order of removing: one removed peer, which can be restored. */
export type Removal = `r${number}`;

/** What became of removals that were to be undone. */
export interface Restored {
  readonly peers: readonly {
    readonly removal: Removal;
    /** The address that it had. */
    readonly was: PeerId;
    /** The address that it has now: another one where its port is in use by something else. */
    readonly peer: PeerId;
    readonly identity: Identity;
  }[];
  /** What could not be restored, and why. */
  readonly problems: readonly Problem[];
}
