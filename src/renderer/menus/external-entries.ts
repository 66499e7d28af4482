import { ClipboardCheck, HeartPulse, Link2, Unlink2 } from 'lucide-react';
import type { PeerId } from '../../shared/network/events';
import type { NetworkState } from '../../shared/network/state/state';
import { askersFor, canConnect } from '../actions/allowed';
import { connectPeers, disconnectPeers, pingPeer } from '../actions/commands';
import { openDialog } from '../dialogs/open-dialog';
import type { Lab } from '../lab/lab';
import { namesIn } from '../words/names';
import type { MenuEntry } from './menu-entries';

/** What can be done with a peer that runs in another program: a local peer speaks with it, its neighbour where it has one. */
export function externalEntries(lab: Lab, network: NetworkState, id: PeerId): MenuEntry[] {
  const peer = network.peers.get(id);
  if (!peer || peer.hosted) return [];
  const nameOf = namesIn(network);
  const examine: MenuEntry = {
    id: 'examine',
    label: 'Check conformance…',
    icon: ClipboardCheck,
    enabled: true,
    run: () => openDialog(lab, { kind: 'doctor', address: id, name: nameOf(id) }),
  };
  const [asker] = askersFor(network, id);
  if (!asker) return [examine];
  const name = nameOf(asker.id);
  return [
    {
      id: 'ping-as',
      label: `Ping as ${name}`,
      icon: HeartPulse,
      enabled: true,
      run: () => void pingPeer(lab, asker.id, id),
    },
    {
      id: 'join-as',
      label: `Join as ${name}`,
      icon: Link2,
      enabled: canConnect(network, asker.id, id),
      run: () => void connectPeers(lab, asker.id, id),
    },
    {
      id: 'leave-as',
      label: `Leave as ${name}`,
      icon: Unlink2,
      enabled: asker.neighbours.has(id),
      run: () => void disconnectPeers(lab, asker.id, id),
    },
    examine,
  ];
}
