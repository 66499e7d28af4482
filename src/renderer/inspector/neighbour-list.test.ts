import { expect, test } from 'vitest';
import type { PeerId } from '../../shared/network/events';
import { emptyState, emptyTraffic, type PeerState } from '../../shared/network/state/state';
import { namesIn } from '../words/names';
import { neighbourLines } from './neighbour-list';

const id = (port: number): PeerId => `127.0.0.1:${port}`;

function peer(port: number, neighbours: readonly number[], part: Partial<PeerState> = {}): PeerState {
  return {
    id: id(port),
    name: `Node${port}`,
    hosted: true,
    phase: 'joined',
    since: 0,
    registered: true,
    neighbours: new Map(neighbours.map((other) => [id(other), other])),
    files: new Map(),
    traffic: emptyTraffic(),
    problem: null,
    place: null,
    identity: 'n1',
    examined: null,
    ...part,
  };
}

test('tells mutual, one-sided and stale neighbours apart, those who believe without being had, and what is not known', () => {
  const self = peer(1, [2, 3, 4, 5]);
  const others = [peer(2, [1]), peer(3, []), peer(4, [], { phase: 'crashed' }), peer(6, [1]), peer(7, [])];
  const network = { ...emptyState(), peers: new Map([self, ...others].map((one) => [one.id, one])) };
  expect(neighbourLines(network, self).map((line) => [line.name, line.kind])).toEqual([
    ['Node2', 'mutual'],
    ['Node3', 'one-sided'],
    ['Node4', 'stale'],
    ['127.0.0.1:5', 'stale'],
    ['Node6', 'believes'],
  ]);

  const external = peer(8, [], { hosted: false });
  const joined = peer(9, [1], { hosted: false });
  const ours = peer(1, [8, 9]);
  const mixed = { ...emptyState(), peers: new Map([ours, external, joined].map((one) => [one.id, one])) };
  expect(neighbourLines(mixed, ours).map((line) => [line.name, line.kind])).toEqual([
    ['Node8', 'not-known'],
    ['Node9', 'mutual'],
  ]);
  expect(neighbourLines(mixed, external).map((line) => [line.name, line.kind])).toEqual([
    ['Node1', 'not-known'],
  ]);
});

test('a hostile name of a neighbour does not reorder its line', () => {
  const self = peer(1, [2]);
  const others = [peer(2, [], { name: 'a\u202eb' }), peer(3, [1], { name: 'c\u2066d' })];
  const network = { ...emptyState(), peers: new Map([self, ...others].map((one) => [one.id, one])) };
  expect(neighbourLines(network, self).map(({ name }) => name)).toEqual(['a�b', 'c�d']);
  expect(namesIn(network)(id(2))).toBe('a�b');
});
