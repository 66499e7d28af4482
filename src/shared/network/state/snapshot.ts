import type { PeerId } from '../events';
import { identitiesOf, identitiesSnapshot } from './identity';
import type { NetworkSnapshot, PeerSnapshot } from './snapshot-schema';
import { emptyState, type Link, linkKey, type NetworkState, type PeerState } from './state';

export function peerSnapshot(peer: PeerState): PeerSnapshot {
  const colon = peer.id.lastIndexOf(':');
  return {
    ...peer,
    host: peer.id.slice(0, colon),
    port: Number(peer.id.slice(colon + 1)),
    neighbours: [...peer.neighbours].map(([id, since]) => ({ id, since })),
    files: [...peer.files].map(([name, bytes]) => ({ name, bytes })),
    traffic: structuredClone(peer.traffic),
  };
}

/** @returns a copy that shares nothing with the state. Costs one pass over peers and their tables. */
export function snapshotOf(state: NetworkState): NetworkSnapshot {
  const { registry, traffic, ...bootstrap } = state.bootstrap;
  return {
    seq: state.seq,
    at: state.at,
    settings: state.settings,
    defaultedSettings: [...state.defaultedSettings],
    process: state.process,
    totals: structuredClone(state.totals),
    bootstrap: {
      ...bootstrap,
      traffic: structuredClone(traffic),
      registry: [...registry].map(([peer, name]) => ({ peer, name })),
    },
    peers: [...state.peers.values()].map(peerSnapshot),
    identities: identitiesSnapshot(state.identities),
    additions: [...state.additions.values()],
    searches: [...state.searches.values()].map((search) => ({ ...search, answers: [...search.answers] })),
    transfers: [...state.transfers.values()],
  };
}

/** @returns the state behind a snapshot; `stateOf(snapshotOf(s))` equals `s`. */
export function stateOf(snapshot: NetworkSnapshot): NetworkState {
  const links = new Map<string, Link>();
  const peers = new Map<PeerId, PeerState>();
  for (const { host: _host, port: _port, neighbours, files, ...peer } of snapshot.peers) {
    peers.set(peer.id, {
      ...peer,
      neighbours: new Map(neighbours.map(({ id, since }) => [id, since])),
      files: new Map(files.map(({ name, bytes }) => [name, bytes])),
    });
    for (const { id } of neighbours) {
      const key = linkKey(peer.id, id);
      const [a, b] = peer.id < id ? [peer.id, id] : [id, peer.id];
      const link = links.get(key) ?? { a, b, ab: false, ba: false };
      links.set(key, peer.id === a ? { ...link, ab: true } : { ...link, ba: true });
    }
  }
  return {
    ...emptyState(),
    seq: snapshot.seq,
    at: snapshot.at,
    settings: snapshot.settings,
    defaultedSettings: snapshot.defaultedSettings,
    process: snapshot.process,
    totals: snapshot.totals,
    bootstrap: {
      ...snapshot.bootstrap,
      registry: new Map(snapshot.bootstrap.registry.map(({ peer, name }) => [peer, name])),
    },
    peers,
    identities: identitiesOf(snapshot.identities),
    links: links as NetworkState['links'],
    additions: new Map(snapshot.additions.map((addition) => [addition.id, addition])),
    searches: new Map(snapshot.searches.map((search) => [search.id, search])),
    transfers: new Map(snapshot.transfers.map((transfer) => [transfer.id, transfer])),
  };
}
