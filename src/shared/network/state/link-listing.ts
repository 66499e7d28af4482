import type { PeerId } from '../events';
import type { Link, NetworkState, PeerState } from './state';

/**
 * Whether one peer lists another in its neighbour table. `not-known`: it is an external peer that runs, and no JOIN that
 * was seen on the wire put the other into its table. Its table is its own; not seen there is not absent.
 */
export type Listing = 'yes' | 'no' | 'not-known';

/** `one-sided`: one lists the other and is not listed by it. `not-known`: one lists the other; of the other it is not known. */
export type LinkKind = 'mutual' | 'one-sided' | 'not-known';

type Known = Pick<NetworkState, 'peers'>;

export function listingOf({ peers }: Known, from: PeerId, to: PeerId): Listing {
  const peer = peers.get(from);
  if (peer?.neighbours.has(to)) return 'yes';
  // A peer that is gone lists nobody, wherever it ran.
  const runsElsewhere = peer?.hosted === false && peer.phase !== 'crashed' && peer.phase !== 'left';
  return runsElsewhere ? 'not-known' : 'no';
}

export function kindOfLink(known: Known, { a, b, ab, ba }: Link): LinkKind {
  if (ab && ba) return 'mutual';
  const [silent, listed] = ab ? [b, a] : [a, b];
  return listingOf(known, silent, listed) === 'not-known' ? 'not-known' : 'one-sided';
}

/**
 * Whether a peer takes part in the overlay and lists no neighbour. Never so for an external peer: its table is not
 * known here.
 */
export function isAlone({
  hosted,
  phase,
  neighbours,
}: Pick<PeerState, 'hosted' | 'phase' | 'neighbours'>): boolean {
  return hosted && phase === 'joined' && neighbours.size === 0;
}
