import { describe, expect, test } from 'vitest';
import type { Phase } from '../../shared/network/events';
import {
  emptyState,
  emptyTraffic,
  type NetworkState,
  type PeerState,
} from '../../shared/network/state/state';
import { PHASES } from '../words/phases';
import { allowedFor, allows, canConnect, canPing, type PeerAction, pairOf } from './allowed';

const a = '127.0.0.1:5002';
const b = '127.0.0.1:5003';

function peer(part: Partial<PeerState> = {}): PeerState {
  return {
    id: a,
    name: 'Node1',
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

function network(...peers: PeerState[]): NetworkState {
  return { ...emptyState(), peers: new Map(peers.map((one) => [one.id, one])) };
}

/** Phases in which each action is offered, for a peer that is registered as far as its phase says. */
const OFFERED: Readonly<Record<PeerAction, readonly Phase[]>> = {
  register: ['listening', 'left'],
  join: ['listening', 'registered', 'joined', 'left'],
  leave: ['registering', 'registered', 'joining', 'joined'],
  unregister: ['registered', 'joined'],
  crash: ['listening', 'registering', 'registered', 'joining', 'joined', 'leaving', 'left', 'suspended'],
  restart: ['left', 'crashed'],
  remove: PHASES,
};

describe('an action is offered where it makes sense', () => {
  test.each(Object.entries(OFFERED))('%s', (action, phases) => {
    const offered = PHASES.filter((phase) => {
      const registered = phase === 'registered' || phase === 'joining' || phase === 'joined';
      return allows(peer({ phase, registered }), action as PeerAction);
    });
    expect(offered).toEqual(PHASES.filter((phase) => phases.includes(phase)));
  });

  test('a joined peer that unregistered can register again', () => {
    expect(allows(peer({ registered: false }), 'register')).toBe(true);
    expect(allows(peer({ registered: false }), 'unregister')).toBe(false);
  });

  test('what runs elsewhere takes no orders', () => {
    const actions = Object.keys(OFFERED) as PeerAction[];
    expect(actions.filter((action) => allows(peer({ hosted: false }), action))).toEqual([]);
    // What is left of one that has crashed can be removed.
    const crashed = peer({ hosted: false, phase: 'crashed' });
    expect(actions.filter((action) => allows(crashed, action))).toEqual(['remove']);
    const silent = peer({ hosted: false, silentSince: 1 });
    expect(actions.filter((action) => allows(silent, action))).toEqual(['remove']);
  });
});

test('of a selection, only those act that can, and the unknown are left out', () => {
  const state = network(peer(), peer({ id: b, phase: 'crashed' }));
  expect(allowedFor(state, [a, b, '127.0.0.1:9'], 'leave')).toEqual([a]);
  expect(allowedFor(state, [a, b], 'restart')).toEqual([b]);
  expect(allowedFor(state, [a, b], 'remove')).toEqual([a, b]);
});

test('a pair is exactly two, in the order of selecting', () => {
  expect(pairOf(new Set([b, a]))).toEqual([b, a]);
  expect(pairOf(new Set([a]))).toBeNull();
  expect(pairOf(new Set([a, b, '127.0.0.1:5004']))).toBeNull();
});

test('a peer joins another that it does not have, while it has sockets', () => {
  const other = peer({ id: b });
  expect(canConnect(network(peer(), other), a, b)).toBe(true);
  expect(canConnect(network(peer(), other), a, a)).toBe(false);
  expect(canConnect(network(peer()), a, b)).toBe(false);
  expect(canConnect(network(peer({ neighbours: new Map([[b, 0]]) }), other), a, b)).toBe(false);
  expect(canConnect(network(peer({ phase: 'crashed' }), other), a, b)).toBe(false);
  expect(canConnect(network(peer({ hosted: false }), other), a, b)).toBe(false);
});

test('a peer pings while it has sockets', () => {
  expect(canPing(network(peer()), a)).toBe(true);
  expect(canPing(network(peer({ phase: 'crashed' })), a)).toBe(false);
});

test('a peer that believes to be registered may register where the registry does not list it', () => {
  const unlisted = network(peer());
  expect(allowedFor(unlisted, [a], 'register')).toEqual([a]);
  const bootstrap = { ...unlisted.bootstrap, registry: new Map([[a, 'Node1']]) };
  expect(allowedFor({ ...unlisted, bootstrap } as NetworkState, [a], 'register')).toEqual([]);
  const remote = { ...unlisted.bootstrap, phase: 'elsewhere' } as const;
  expect(allowedFor({ ...unlisted, bootstrap: remote }, [a], 'register')).toEqual([]);
});
