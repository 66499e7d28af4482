import type { PeerId, Phase } from '../../shared/network/events';
import type { NetworkState, PeerState } from '../../shared/network/state/state';

/** What can be asked of one peer by itself. */
export type PeerAction = 'register' | 'join' | 'leave' | 'unregister' | 'crash' | 'restart' | 'remove';

/** It does something already, or nothing at all: what begins anew has to wait. */
const underWay: ReadonlySet<Phase> = new Set(['registering', 'joining', 'leaving', 'suspended', 'crashed']);

/**
 * @param listed whether the registry has the peer; null where that is not known
 * @returns whether the action makes sense for this peer as it stands; the main process still has the last word
 */
export function allows(peer: PeerState, action: PeerAction, listed: boolean | null = null): boolean {
  // What runs elsewhere obeys only its own host; what is left of it after it has ended can be removed.
  if (!peer.hosted) {
    return action === 'remove' && (peer.phase === 'crashed' || peer.silentSince !== undefined);
  }
  const { phase, registered } = peer;
  switch (action) {
    case 'register':
      return (!registered || listed === false) && !underWay.has(phase);
    case 'join':
      // A peer that is joined gets more neighbours, or some at all.
      return !underWay.has(phase);
    case 'leave':
      return phase === 'registering' || phase === 'registered' || phase === 'joining' || phase === 'joined';
    case 'unregister':
      return registered && !underWay.has(phase);
    case 'crash':
      return phase !== 'crashed';
    case 'restart':
      return phase === 'crashed' || phase === 'left';
    case 'remove':
      return true;
  }
}

/** @returns those of the peers that allow the action, in the order given */
export function allowedFor(network: NetworkState, ids: Iterable<PeerId>, action: PeerAction): PeerId[] {
  const allowed: PeerId[] = [];
  for (const id of ids) {
    const peer = network.peers.get(id);
    if (peer && allows(peer, action, isListed(network, id))) allowed.push(id);
  }
  return allowed;
}

/** @returns the two peers of a selection of exactly two, in the order in which they were selected */
export function pairOf(ids: ReadonlySet<PeerId>): readonly [PeerId, PeerId] | null {
  const [first, second, third] = ids;
  return first !== undefined && second !== undefined && third === undefined ? [first, second] : null;
}

/** @returns whether `from` can be told to JOIN `to` */
export function canConnect(network: NetworkState, from: PeerId, to: PeerId): boolean {
  const peer = network.peers.get(from);
  if (!peer?.hosted || from === to || !network.peers.has(to)) return false;
  return peer.phase !== 'crashed' && peer.phase !== 'leaving' && !peer.neighbours.has(to);
}

/** @returns why `from` cannot be told to JOIN `to`; null when it can */
export function connectRefusal(network: NetworkState, from: PeerId, to: PeerId): string | null {
  if (canConnect(network, from, to)) return null;
  const [peer, other] = [network.peers.get(from), network.peers.get(to)];
  if (!peer || !other) return GONE;
  if (peer.hosted && peer.neighbours.has(to)) return `${peer.name} already lists ${other.name}.`;
  return refusalOfPeer(peer);
}

/** @returns whether `from` can be told to PING another */
export function canPing(network: NetworkState, from: PeerId): boolean {
  const peer = network.peers.get(from);
  return peer?.hosted === true && peer.phase !== 'crashed';
}

/** @returns why `from` cannot be told to PING another; null when it can */
export function pingRefusal(network: NetworkState, from: PeerId): string | null {
  const peer = network.peers.get(from);
  if (!peer) return GONE;
  return canPing(network, from) ? null : refusalOfPeer(peer);
}

const GONE = 'One of the two peers has been removed.';

function refusalOfPeer({ hosted, name, phase }: PeerState): string {
  return hosted ? `${name} is ${phase}.` : `${name} runs in another program, which alone can do that.`;
}

/** @returns why none of the peers allows the action, as a sentence; null when one does */
export function refusalFor(
  network: NetworkState,
  ids: ReadonlySet<PeerId>,
  action: PeerAction,
): string | null {
  if (ids.size === 0) return 'Select a peer first.';
  if (allowedFor(network, ids, action).length > 0) return null;
  const [only] = ids;
  const peer = only === undefined || ids.size > 1 ? undefined : network.peers.get(only);
  if (!peer) return `None of the selected peers can ${action} now.`;
  if (peer.hosted && action === 'register' && peer.registered) return `${peer.name} is registered.`;
  if (peer.hosted && action === 'unregister' && !peer.registered) return `${peer.name} is not registered.`;
  return refusalOfPeer(peer);
}

/** @returns whether a peer can take another name: its registry entry is changed by messages that it must be able to send */
export function canRename(network: NetworkState, id: PeerId): boolean {
  const peer = network.peers.get(id);
  return peer?.hosted === true && peer.phase !== 'crashed' && peer.phase !== 'leaving';
}

/** @returns whether the registry has the peer; null where the bootstrap server runs in another program */
export function isListed({ bootstrap }: NetworkState, id: PeerId): boolean | null {
  return bootstrap.phase === 'elsewhere' ? null : bootstrap.registry.has(id);
}

/** @returns the hosted peers that can speak with another one, those that list it first */
export function askersFor(network: NetworkState, other: PeerId): PeerState[] {
  const able = [...network.peers.values()].filter(({ id }) => canPing(network, id));
  const neighbours = able.filter((peer) => peer.neighbours.has(other));
  return [...neighbours, ...able.filter((peer) => !peer.neighbours.has(other))];
}
