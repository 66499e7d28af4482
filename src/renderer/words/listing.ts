import type { PeerId } from '../../shared/network/events';
import { type LinkKind, type Listing, listingOf } from '../../shared/network/state/link-listing';
import type { NetworkState, PeerState } from '../../shared/network/state/state';
import { figure } from './count';
import { namesIn } from './names';

/** Why the table of an external peer is not shown whole. */
export const TABLE_NOT_KNOWN =
  'The neighbour table of a peer that runs elsewhere is not seen here. What JOIN, JOINOK and LEAVE tell of it is shown; the rest is not known.';

/** What "alone" means, where it is said of a peer. */
export const ALONE_MEANING = 'It is joined and lists no neighbour: no search reaches it or leaves it.';

export const LINK_WORDS: Readonly<Record<LinkKind, string>> = {
  mutual: 'A mutual link: each has the other in its neighbour table.',
  'one-sided': 'A one-sided link: only one has the other in its neighbour table.',
  'not-known':
    'One has the other in its neighbour table. Whether the other has it too is not known, since that peer runs elsewhere.',
};

const VERBS: Readonly<Record<Listing, string>> = {
  yes: 'has',
  no: 'does not have',
  'not-known': 'is not known to have',
};

/** @returns "Node1 has Node2", "Node2 does not have Node1" or "anna is not known to have Node1" */
export function sideWords(network: NetworkState, from: PeerId, to: PeerId): string {
  const nameOf = namesIn(network);
  return `${nameOf(from)} ${VERBS[listingOf(network, from, to)]} ${nameOf(to)}`;
}

/** @returns how many neighbours a peer has: "3"; of an external peer "≥ 3", or "not known" */
export function neighbourCount({ hosted, phase, neighbours: { size } }: PeerState): string {
  if (hosted || phase === 'crashed' || phase === 'left') return figure(size);
  return size === 0 ? 'not known' : `≥ ${figure(size)}`;
}
