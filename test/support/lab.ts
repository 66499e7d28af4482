import { onTestFinished } from 'vitest';
import { Overlay, type OverlayOptions } from '../../src/main/network/overlay/overlay';
import type { PeerId } from '../../src/shared/network/events';
import type { PeerState } from '../../src/shared/network/state/state';
import { addressOf } from '../../src/shared/protocol/address';
import { DEFAULT_SETTINGS, type Settings } from '../../src/shared/settings/settings';
import type { Topology } from '../../src/shared/topology';

/** A lab on free ports, which stops when the test ends. */
export async function startLab(
  change: Partial<Settings> = {},
  options: Omit<OverlayOptions, 'settings'> = {},
): Promise<Overlay> {
  const overlay = new Overlay({
    ...options,
    settings: { ...DEFAULT_SETTINGS, bootstrapPort: 0, firstPeerPort: 0, ...change },
  });
  onTestFinished(() => overlay.stop());
  await overlay.start();
  return overlay;
}

/** Adds peers; all of them, or the test fails. */
export async function addPeers(
  overlay: Overlay,
  count: number,
  wiring: Topology = 'offered',
): Promise<PeerId[]> {
  const added = await overlay.addPeers({ count, wiring, seed: 7 });
  if (!added.ok) throw new Error(added.error.sentence);
  if (added.value.peers.length !== count) throw new Error(added.value.problem?.sentence);
  return [...added.value.peers];
}

export async function addPeer(overlay: Overlay): Promise<PeerId> {
  const [peer] = await addPeers(overlay, 1);
  if (peer === undefined) throw new Error('no peer was added');
  return peer;
}

export async function addTwo(overlay: Overlay, wiring: Topology = 'line'): Promise<[PeerId, PeerId]> {
  const [first, second] = await addPeers(overlay, 2, wiring);
  if (first === undefined || second === undefined) throw new Error('no two peers were added');
  return [first, second];
}

export function stateOfPeer(overlay: Overlay, id: PeerId): PeerState {
  const peer = overlay.log.state.peers.get(id);
  if (!peer) throw new Error(`no peer ${id}`);
  return peer;
}

export function portOf(id: PeerId): number {
  return addressOf(id).port;
}

export function bootstrapPort({ log }: Overlay): number {
  const { address } = log.state.bootstrap;
  if (address === null) throw new Error('the bootstrap server does not run');
  return portOf(address);
}
