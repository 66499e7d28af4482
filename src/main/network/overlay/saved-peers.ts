import type { PeerId, Place } from '../../../shared/network/events';
import type { Identity } from '../../../shared/network/state/identity';
import type { AddressKey } from '../../../shared/protocol/address';
import type { SavedPeer } from '../../../shared/recording/saved-network';
import type { Shared } from '../files/shared-files';

/** A peer that is meant though another may have its address by now. */
export interface Neighbour {
  readonly id: PeerId;
  /** Undefined where no known peer had the address. */
  readonly identity: Identity | undefined;
  readonly hosted: boolean;
  readonly name: string;
}

/** What a peer was when it was removed. */
export interface FormerPeer {
  readonly id: PeerId;
  readonly identity: Identity;
  readonly name: string;
  readonly shared: Shared;
  /** Files that it shares of a folder. */
  readonly filesOfFolder: number;
  /** Those in its table; of a crashed peer, which has none, those that still list it. */
  readonly neighbours: readonly Neighbour[];
  /** The registry listed it, or it was trying to register. */
  readonly registered: boolean;
  readonly joined: boolean;
  readonly crashed: boolean;
  readonly fixedWiring: boolean;
  /** Where the user or its wiring had put it. */
  readonly place: Place | undefined;
  /** Where the forces had moved it. */
  readonly restedAt: Place | undefined;
}

/** @returns a peer as a file keeps it; what a folder of this machine holds stays here */
export function toSaved(peer: FormerPeer): SavedPeer {
  const { id, name, shared, neighbours, place, restedAt } = peer;
  const at = place ?? restedAt;
  return {
    address: id,
    name,
    phase: peer.crashed ? 'crashed' : peer.joined ? 'joined' : 'listening',
    registered: peer.registered,
    wired: peer.fixedWiring,
    neighbours: neighbours.map(({ id: address, name: called, hosted }) => ({
      address,
      name: called,
      hosted,
    })),
    files: [...shared.names],
    unsavedFiles: peer.filesOfFolder + shared.fetched.size,
    place: at ? { x: at.x, y: at.y } : null,
    pinned: place ? (place.wired ? 'wiring' : 'hand') : 'no',
  };
}

/** @returns the peers of a file as if they had been removed here, so that they are added as removed ones are */
export function fromSaved(peers: readonly SavedPeer[]): FormerPeer[] {
  // The identities of this lab count up from n1: those of a file are none of them.
  const identities = new Map<AddressKey, Identity>(
    peers.map(({ address }, index) => [address, `n${-1 - index}`]),
  );
  return peers.map((peer, index) => ({
    id: peer.address,
    identity: `n${-1 - index}`,
    name: peer.name,
    shared: { names: peer.files, folder: null, fetched: new Map() },
    filesOfFolder: 0,
    neighbours: peer.neighbours.map(({ address, name, hosted }) => ({
      id: address,
      identity: identities.get(address),
      hosted: hosted && identities.has(address),
      name,
    })),
    registered: peer.registered,
    joined: peer.phase === 'joined',
    crashed: peer.phase === 'crashed',
    fixedWiring: peer.wired,
    place:
      peer.place && peer.pinned !== 'no'
        ? { ...peer.place, ...(peer.pinned === 'wiring' && { wired: true }) }
        : undefined,
    restedAt: peer.place && peer.pinned === 'no' ? peer.place : undefined,
  }));
}
