import type { NetworkEvent, PeerId } from '../../shared/network/events';
import type { EventLog } from './event-log';

/**
 * Puts peers that run elsewhere into the picture, by what is heard of them: a REG at our bootstrap server, or a
 * place in the neighbour table of a hosted peer. One that is in neither any longer is taken off again.
 *
 * @returns a function that ends the watch
 */
export function watchExternalPeers(log: EventLog): () => void {
  /** Peers that run here, and those that did: what still stands in tables of a crashed one is no external peer. */
  const ours = new Set<PeerId>();
  /** In how many neighbour tables each address stands. */
  const mentions = new Map<PeerId, number>();

  const mention = (peer: PeerId, change: 1 | -1) => {
    const count = (mentions.get(peer) ?? 0) + change;
    if (count > 0) mentions.set(peer, count);
    else mentions.delete(peer);
  };

  const look = (peer: PeerId) => {
    const registered = log.state.bootstrap.registry.has(peer);
    const joined = mentions.has(peer);
    const known = log.state.peers.get(peer);
    if (!registered && !joined) {
      if (known) log.emit({ type: 'peer:removed', peer });
      return;
    }
    const name = log.state.bootstrap.registry.get(peer) ?? peer;
    if (!known) log.emit({ type: 'peer:added', peer, name, hosted: false });
    const phase = joined ? 'joined' : 'registered';
    if (known?.phase !== phase || known.registered !== registered) {
      log.emit({ type: 'peer:entered', peer, phase, registered });
    }
  };

  return log.subscribe((event: NetworkEvent) => {
    switch (event.type) {
      case 'peer:added':
        if (event.hosted) ours.add(event.peer);
        return;
      case 'registry:added':
        // Ours register only while they run; an address of a former one now belongs to somebody else.
        if (log.state.peers.get(event.peer)?.hosted) return;
        ours.delete(event.peer);
        return look(event.peer);
      case 'registry:removed':
        if (!ours.has(event.peer)) look(event.peer);
        return;
      case 'neighbour:added':
      case 'neighbour:removed':
        mention(event.neighbour, event.type === 'neighbour:added' ? 1 : -1);
        if (!ours.has(event.neighbour)) look(event.neighbour);
        return;
      case 'bootstrap:stopped':
        for (const peer of log.state.peers.values()) if (!peer.hosted) look(peer.id);
        return;
      default:
        return;
    }
  });
}
