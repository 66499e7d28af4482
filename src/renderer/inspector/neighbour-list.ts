import type { PeerId } from '../../shared/network/events';
import type { NetworkState, PeerState } from '../../shared/network/state';

export interface NeighbourLine {
  readonly id: PeerId;
  readonly name: string;
  /** The peer itself, where it is on the picture. */
  readonly peer: PeerState | null;
  readonly since: number | null;
  /** `mutual`; `stale`: it is gone; `one-sided`: it does not have this peer; `believes`: only it has this peer. */
  readonly kind: 'mutual' | 'stale' | 'one-sided' | 'believes';
}

/** @returns the peer's table in the order of joining, then those that have it without being had */
export function neighbourLines(network: NetworkState, peer: PeerState): NeighbourLine[] {
  const lines: NeighbourLine[] = [];
  for (const [id, since] of peer.neighbours) {
    const other = network.peers.get(id) ?? null;
    lines.push({ id, name: other?.name ?? id, peer: other, since, kind: kindOf(peer.id, other) });
  }
  for (const other of network.peers.values()) {
    const since = other.neighbours.get(peer.id);
    if (since === undefined || peer.neighbours.has(other.id)) continue;
    lines.push({ id: other.id, name: other.name, peer: other, since, kind: 'believes' });
  }
  return lines;
}

function kindOf(self: PeerId, other: PeerState | null): NeighbourLine['kind'] {
  if (other === null || other.phase === 'crashed' || other.phase === 'left') return 'stale';
  return other.neighbours.has(self) ? 'mutual' : 'one-sided';
}
