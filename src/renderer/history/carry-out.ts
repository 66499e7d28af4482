import type { PeerId } from '../../shared/network/events';
import type { Problem, ProblemCode } from '../../shared/problem';
import type { Settings } from '../../shared/settings';
import { eachOf } from '../actions/each-of';
import { client } from '../client';
import { problemOf } from '../notices/problem-of';
import { lab } from '../store';
import type { Position, RemovedPeer, UserAction } from './user-action';

/** What undoing or redoing an action came to. */
export interface Outcome {
  /** The action as it can now be redone, or undone; null where nothing of it was done. */
  readonly done: UserAction | null;
  /** What was not possible. */
  readonly problems: readonly Problem[];
  /** Peers that have another address than before. */
  readonly addresses: ReadonlyMap<PeerId, PeerId>;
}

/** Commands sent at once when many peers are removed once more. */
const WIDTH = 20;
/** Positions in one command; see the contract. */
const MAX_POSITIONS = 10_000;
const SAME_ADDRESSES: ReadonlyMap<PeerId, PeerId> = new Map();
/** Nothing was done, and it may be possible later. */
const PASSING: ReadonlySet<ProblemCode> = new Set(['no-answer', 'bootstrap-silent', 'bootstrap-stopped']);

/** @returns whether an action that failed so is worth another try */
export function mayPass({ code }: Problem): boolean {
  return PASSING.has(code);
}

/** Takes an action back by real commands to the lab. Never rejects. */
export function undoAction(action: UserAction): Promise<Outcome> {
  switch (action.kind) {
    case 'remove':
      return restore(action);
    case 'link':
      return setLink(action, !action.made);
    case 'move':
      return attempt(action, () => putBack(action.before));
    case 'rename':
      return rename(action, action.after, action.before);
    case 'settings':
      return setSettings(action, action.after, action.before);
  }
}

/** Does an action once more that was undone. Never rejects. */
export function redoAction(action: UserAction): Promise<Outcome> {
  switch (action.kind) {
    case 'remove':
      return removeAgain(action);
    case 'link':
      return setLink(action, action.made);
    case 'move':
      return attempt(action, () => putBack(action.after));
    case 'rename':
      return rename(action, action.before, action.after);
    case 'settings':
      return setSettings(action, action.before, action.after);
  }
}

type ActionOf<K extends UserAction['kind']> = Extract<UserAction, { kind: K }>;

async function attempt(action: UserAction, command: () => Promise<unknown>): Promise<Outcome> {
  try {
    await command();
    return { done: action, problems: [], addresses: SAME_ADDRESSES };
  } catch (error) {
    return failure(problemOf(error));
  }
}

function failure(...problems: readonly Problem[]): Outcome {
  return { done: null, problems, addresses: SAME_ADDRESSES };
}

async function restore(action: ActionOf<'remove'>): Promise<Outcome> {
  try {
    const restored = await client.peer.restore({ removals: action.peers.map(({ removal }) => removal) });
    const names = new Map(action.peers.map(({ removal, name }) => [removal, name]));
    const peers = restored.peers.map(({ removal, peer }) => {
      return { removal, id: peer, name: names.get(removal) ?? peer };
    });
    const moved = restored.peers.filter(({ was, peer }) => was !== peer);
    return {
      done: peers.length > 0 ? { ...action, peers } : null,
      problems: restored.problems,
      addresses: new Map(moved.map(({ was, peer }) => [was, peer])),
    };
  } catch (error) {
    return failure(problemOf(error));
  }
}

async function removeAgain(action: ActionOf<'remove'>): Promise<Outcome> {
  const peers: RemovedPeer[] = [];
  const failures = await eachOf(action.peers, WIDTH, async (peer) => {
    const { removal } = await client.peer.remove({ id: peer.id });
    if (removal !== null) peers.push({ ...peer, removal });
  });
  return {
    done: peers.length > 0 ? { ...action, peers } : null,
    problems: failures.map(({ error }) => problemOf(error)),
    addresses: SAME_ADDRESSES,
  };
}

/** Makes a link by JOIN, or ends it by LEAVE, from whichever side still has it. */
async function setLink(action: ActionOf<'link'>, made: boolean): Promise<Outcome> {
  const { from, to } = action;
  if (made) return attempt(action, () => client.peer.connect({ id: from, other: to }));
  const left = await attempt(action, () => client.peer.disconnect({ id: from, other: to }));
  if (left.done || left.problems.some(mayPass)) return left;
  const leftByOther = await attempt(action, () => client.peer.disconnect({ id: to, other: from }));
  return leftByOther.done ? leftByOther : left;
}

async function putBack(positions: readonly Position[]): Promise<void> {
  for (let start = 0; start < positions.length; start += MAX_POSITIONS) {
    const some = positions.slice(start, start + MAX_POSITIONS);
    await client.layout.place({ places: some.map(({ peer, x, y }) => ({ peer, x, y })) });
    const released = some.filter(({ pinned }) => !pinned).map(({ peer }) => peer);
    if (released.length > 0) await client.layout.release({ peers: released });
  }
}

function rename(action: ActionOf<'rename'>, from: string, to: string): Promise<Outcome> {
  const now = lab.getState().network.peers.get(action.peer)?.name;
  if (now !== undefined && now !== from && now !== to) {
    const sentence = `It is named ${now} by now, and keeps that name.`;
    return Promise.resolve(failure({ code: 'not-possible-now', sentence }));
  }
  return attempt(action, () => client.peer.rename({ id: action.peer, name: to }));
}

/** Sets those settings that still have the value that the action left; others were changed since and stay. */
async function setSettings(
  action: ActionOf<'settings'>,
  from: Partial<Settings>,
  to: Partial<Settings>,
): Promise<Outcome> {
  try {
    const now = await client.settings.get();
    const keys = Object.keys(from) as (keyof Settings)[];
    const kept = keys.filter((key) => now[key] !== from[key] && now[key] !== to[key]);
    const changed = keys.filter((key) => !kept.includes(key));
    const problems: Problem[] = kept.map((key) => ({
      code: 'not-possible-now',
      sentence: `The setting ${key} was changed since then, and stays ${now[key]}.`,
    }));
    if (changed.length === 0) return failure(...problems);
    await client.settings.update(pick(to, changed));
    const done = { ...action, before: pick(action.before, changed), after: pick(action.after, changed) };
    return { done, problems, addresses: SAME_ADDRESSES };
  } catch (error) {
    return failure(problemOf(error));
  }
}

function pick(settings: Partial<Settings>, keys: readonly (keyof Settings)[]): Partial<Settings> {
  return Object.fromEntries(keys.map((key) => [key, settings[key]]));
}
