import type { PeerState } from '../../shared/network/state/state';
import { portOf } from '../words/names';

/**
 * Peers whose name or address holds the query, ignoring case; exact names and ports first, then beginnings, then
 * the rest, each group in the order given.
 */
export function findPeers(query: string, peers: Iterable<PeerState>): PeerState[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return [];
  const exact: PeerState[] = [];
  const beginnings: PeerState[] = [];
  const others: PeerState[] = [];
  for (const peer of peers) {
    const name = peer.name.toLowerCase();
    const port = portOf(peer.id);
    if (name === wanted || port === wanted || peer.id === wanted) exact.push(peer);
    else if (name.startsWith(wanted) || port.startsWith(wanted)) beginnings.push(peer);
    else if (name.includes(wanted) || peer.id.includes(wanted)) others.push(peer);
  }
  return [...exact, ...beginnings, ...others];
}
