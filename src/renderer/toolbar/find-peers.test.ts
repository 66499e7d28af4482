import { expect, test } from 'vitest';
import type { PeerId } from '../../shared/network/events';
import { emptyTraffic, type PeerState } from '../../shared/network/state/state';
import { findPeers } from './find-peers';

function peer(name: string, id: PeerId): PeerState {
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
  };
}

const peers = [
  peer('Node12', '127.0.0.1:5013'),
  peer('Node1', '127.0.0.1:5002'),
  peer('old-node1', '127.0.0.1:6000'),
  peer('Alpha', '10.0.0.7:5002'),
];
const names = (query: string) => findPeers(query, peers).map((found) => found.name);

test('the exact name stands first, then beginnings, then the rest', () => {
  expect(names('node1')).toEqual(['Node1', 'Node12', 'old-node1']);
});

test('a port is found, alone or within an address', () => {
  expect(names('5002')).toEqual(['Node1', 'Alpha']);
  expect(names('10.0.0.7:5002')).toEqual(['Alpha']);
  expect(names('50')).toEqual(['Node12', 'Node1', 'Alpha']);
});

test('blanks find nothing and blanks around find the same', () => {
  expect(names('  ')).toEqual([]);
  expect(names(' alpha ')).toEqual(['Alpha']);
  expect(names('nobody')).toEqual([]);
});
