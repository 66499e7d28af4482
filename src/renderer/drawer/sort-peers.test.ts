import { expect, test } from 'vitest';
import type { PeerId } from '../../shared/network/events';
import { emptyTraffic, type PeerState } from '../../shared/network/state/state';
import { sortPeers } from './sort-peers';

function peer(name: string, id: PeerId, part: Partial<PeerState> = {}): PeerState {
  return {
    id,
    name,
    hosted: true,
    phase: 'joined',
    since: 0,
    registered: true,
    neighbours: new Map(),
    files: new Map(),
    traffic: emptyTraffic(),
    problem: null,
    place: null,
    identity: 'n1',
    examined: null,
    ...part,
  };
}

const peers = [
  peer('Node10', '127.0.0.1:5011', { phase: 'crashed', since: 5 }),
  peer('Node2', '127.0.0.1:5003', { neighbours: new Map([['127.0.0.1:5011', 0]]) }),
  peer('Node1', '127.0.0.1:50002', { phase: 'listening', since: 9 }),
];
const names = (by: Parameters<typeof sortPeers>[1]['by'], descending = false) =>
  sortPeers(peers, { by, descending }).map(({ name }) => name);

test('names by their numbers, ports by value', () => {
  expect(names('name')).toEqual(['Node1', 'Node2', 'Node10']);
  expect(names('address')).toEqual(['Node2', 'Node10', 'Node1']);
  expect(names('address', true)).toEqual(['Node1', 'Node10', 'Node2']);
});

test('phases in the order of a life, the longest time last', () => {
  expect(names('phase')).toEqual(['Node1', 'Node2', 'Node10']);
  expect(names('since')).toEqual(['Node1', 'Node10', 'Node2']);
});

test('equal ones keep to their addresses, whichever way the column is sorted', () => {
  expect(names('neighbours')).toEqual(['Node10', 'Node1', 'Node2']);
  expect(names('neighbours', true)).toEqual(['Node2', 'Node10', 'Node1']);
});

test('the list that it was given stays as it is', () => {
  expect(peers.map(({ name }) => name)).toEqual(['Node10', 'Node2', 'Node1']);
});
