import type { PeerState } from '../../shared/network/state/state';
import { portOf } from '../words/names';
import { PHASES } from '../words/phases';

export type Column = 'name' | 'address' | 'phase' | 'since' | 'neighbours' | 'received' | 'sent' | 'problem';

export interface Order {
  readonly by: Column;
  readonly descending: boolean;
}

// "Node2" stands before "Node10".
const natural = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

const COMPARE: Readonly<Record<Column, (one: PeerState, other: PeerState) => number>> = {
  name: (one, other) => natural.compare(one.name, other.name),
  address: (one, other) => Number(portOf(one.id)) - Number(portOf(other.id)),
  phase: (one, other) => PHASES.indexOf(one.phase) - PHASES.indexOf(other.phase),
  since: (one, other) => other.since - one.since,
  neighbours: (one, other) => one.neighbours.size - other.neighbours.size,
  received: (one, other) => one.traffic.messagesIn - other.traffic.messagesIn,
  sent: (one, other) => one.traffic.messagesOut - other.traffic.messagesOut,
  problem: (one, other) => Number(other.problem !== null) - Number(one.problem !== null),
};

/** @returns the peers in that order; equal ones by address, so that rows do not change places by themselves */
export function sortPeers(peers: Iterable<PeerState>, { by, descending }: Order): PeerState[] {
  const compare = COMPARE[by];
  const sign = descending ? -1 : 1;
  return [...peers].sort(
    (one, other) => sign * compare(one, other) || COMPARE.address(one, other) || (one.id < other.id ? -1 : 1),
  );
}
