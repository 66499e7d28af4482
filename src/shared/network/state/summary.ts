import type { PeerId, Phase } from '../events';
import { kindOfLink } from './link-listing';
import type { NetworkState } from './state';

export interface Summary {
  readonly phases: Readonly<Record<Phase, number>>;
  readonly peers: number;
  /** Links between peers that are present, whichever side believes in them. */
  readonly links: number;
  /** Those of them of which it is not known whether both sides list each other, since one runs elsewhere. */
  readonly linksNotKnown: number;
  /** Connected components among live peers (those that are not crashed or left), over links either side believes in. */
  readonly islands: number;
  /** Mean length of the neighbour tables of live hosted peers; those of external peers are not known. */
  readonly meanDegree: number;
}

/** Phases in which a peer takes part in the overlay. */
const LIVE_PHASES: ReadonlySet<Phase> = new Set([
  'listening',
  'registering',
  'registered',
  'joining',
  'joined',
  'leaving',
  'suspended',
]);

/** Counts the picture anew in one pass over peers and links; call it when drawing, not for each event. */
export function summarise(state: NetworkState): Summary {
  const phases: Record<Phase, number> = {
    listening: 0,
    registering: 0,
    registered: 0,
    joining: 0,
    joined: 0,
    leaving: 0,
    left: 0,
    suspended: 0,
    crashed: 0,
  };
  const live: PeerId[] = [];
  let entries = 0;
  let tables = 0;
  for (const peer of state.peers.values()) {
    phases[peer.phase] += 1;
    if (LIVE_PHASES.has(peer.phase)) {
      live.push(peer.id);
      if (!peer.hosted) continue;
      tables += 1;
      entries += peer.neighbours.size;
    }
  }
  let links = 0;
  let linksNotKnown = 0;
  for (const link of state.links.values()) {
    if (!state.peers.has(link.a) || !state.peers.has(link.b)) continue;
    links += 1;
    if (kindOfLink(state, link) === 'not-known') linksNotKnown += 1;
  }
  return {
    phases,
    peers: state.peers.size,
    links,
    linksNotKnown,
    islands: components(state, live),
    meanDegree: tables === 0 ? 0 : entries / tables,
  };
}

/** Union–find with path halving (Tarjan and van Leeuwen 1984): near-linear in peers plus links. */
function components(state: NetworkState, live: readonly PeerId[]): number {
  const parent = new Map<PeerId, PeerId>(live.map((id) => [id, id]));
  const find = (id: PeerId): PeerId => {
    let at = id;
    for (;;) {
      const up = parent.get(at) ?? at;
      if (up === at) return at;
      const over = parent.get(up) ?? up;
      parent.set(at, over);
      at = over;
    }
  };
  let count = live.length;
  for (const { a, b } of state.links.values()) {
    if (!parent.has(a) || !parent.has(b)) continue;
    const rootA = find(a);
    const rootB = find(b);
    if (rootA === rootB) continue;
    parent.set(rootA, rootB);
    count -= 1;
  }
  return count;
}
