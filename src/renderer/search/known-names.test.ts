import { expect, test } from 'vitest';
import type { PeerId } from '../../shared/network/events';
import {
  emptyState,
  emptyTraffic,
  type NetworkState,
  type PeerState,
} from '../../shared/network/state/state';
import { knownNames } from './known-names';

function peer(id: PeerId, names: readonly string[]): [PeerId, PeerState] {
  const files = new Map(names.map((name) => [name, 1]));
  const rest = {
    hosted: true,
    phase: 'joined',
    since: 0,
    registered: true,
    problem: null,
    place: null,
    identity: 'n1',
    examined: null,
  } as const;
  return [id, { id, name: id, files, neighbours: new Map(), traffic: emptyTraffic(), ...rest }];
}

const network: NetworkState = {
  ...emptyState(),
  peers: new Map([
    peer('a:1', ['Happy Feet', 'Windows 8']),
    peer('b:1', ['Windows XP', 'The Happy Window']),
    peer('c:1', ['Windows XP']),
  ]),
};
const names = (typed: string) => knownNames(network, typed, 10).map(({ name }) => name);

test('what more peers share comes first, and each name once', () => {
  expect(knownNames(network, '', 10)[0]).toEqual({ name: 'Windows XP', holders: 2 });
  expect(names('')).toHaveLength(4);
});

test('every word typed begins a word of the name, in any order; names that begin so come first', () => {
  expect(names('win')).toEqual(['Windows XP', 'Windows 8', 'The Happy Window']);
  expect(names('win hap')).toEqual(['The Happy Window']);
  expect(names('eet')).toEqual([]);
});

test('no more than can be looked over', () => {
  expect(knownNames(network, '', 2)).toHaveLength(2);
});
