import type { PeerId } from '../../shared/network/events';
import { listingOf } from '../../shared/network/state/link-listing';
import type { NetworkState, PeerState } from '../../shared/network/state/state';
import { printable } from '../../shared/text/printable';

export interface NeighbourLine {
  readonly id: PeerId;
  readonly name: string;
  /** The peer itself, where it is on the picture. */
  readonly peer: PeerState | null;
  readonly since: number | null;
  /**
   * `mutual`; `stale`: it is gone; `one-sided`: it does not have this peer; `believes`: only it has this peer;
   * `not-known`: one has the other, and the table of the other is not seen here.
   */
  readonly kind: 'mutual' | 'stale' | 'one-sided' | 'believes' | 'not-known';
}

const KINDS = { yes: 'mutual', no: 'one-sided', 'not-known': 'not-known' } as const;

/** @returns the peer's table in the order of joining, then those that have it without being had */
export function neighbourLines(network: NetworkState, peer: PeerState): NeighbourLine[] {
  const lines: NeighbourLine[] = [];
  for (const [id, since] of peer.neighbours) {
    const other = network.peers.get(id) ?? null;
    lines.push({
      id,
      name: printable(other?.name ?? id),
      peer: other,
      since,
      kind: kindOf(network, peer.id, other),
    });
  }
  for (const other of network.peers.values()) {
    const since = other.neighbours.get(peer.id);
    if (since === undefined || peer.neighbours.has(other.id)) continue;
    const kind = listingOf(network, peer.id, other.id) === 'not-known' ? 'not-known' : 'believes';
    lines.push({ id: other.id, name: printable(other.name), peer: other, since, kind });
  }
  return lines;
}

function kindOf(network: NetworkState, self: PeerId, other: PeerState | null): NeighbourLine['kind'] {
  if (other === null || other.phase === 'crashed' || other.phase === 'left') return 'stale';
  return KINDS[listingOf(network, other.id, self)];
}
