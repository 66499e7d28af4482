import type { PeerId } from '../../shared/network/events';
import type { Identity } from '../../shared/network/state/identity';
import type { Problem, ProblemCode } from '../../shared/problem';
import type { Settings } from '../../shared/settings/settings';
import { eachOf } from '../actions/each-of';
import type { Lab } from '../lab/lab';
import { problemOf } from '../notices/problem-of';
import type { Position, RemovedPeer, Successors, UserAction } from './user-action';

/** What undoing or redoing an action came to. */
export interface Outcome {
  /** The action as it can now be redone, or undone; null where nothing of it was done. */
  readonly done: UserAction | null;
  /** What was not possible. */
  readonly problems: readonly Problem[];
  readonly successors: Successors;
}

/** Commands sent at once when many peers are removed once more. */
const WIDTH = 20;
/** Positions in one command; see the contract. */
const MAX_POSITIONS = 10_000;
const SAME_PEERS: Successors = new Map();
/** Nothing was done, and it may be possible later. */
const PASSING: ReadonlySet<ProblemCode> = new Set(['no-answer', 'bootstrap-silent', 'bootstrap-stopped']);

/** @returns whether an action that failed so is worth another try */
export function mayPass({ code }: Problem): boolean {
  return PASSING.has(code);
}

/** Takes an action back by real commands to the lab. Never rejects. */
export function undoAction(lab: Lab, action: UserAction): Promise<Outcome> {
  switch (action.kind) {
    case 'remove':
      return restore(lab, action);
    case 'link':
      return setLink(lab, action, !action.made);
    case 'move':
      return move(lab, action, action.before);
    case 'rename':
      return rename(lab, action, action.after, action.before);
    case 'settings':
      return setSettings(lab, action, action.after, action.before);
  }
}

/** Does an action once more that was undone. Never rejects. */
export function redoAction(lab: Lab, action: UserAction): Promise<Outcome> {
  switch (action.kind) {
    case 'remove':
      return removeAgain(lab, action);
    case 'link':
      return setLink(lab, action, action.made);
    case 'move':
      return move(lab, action, action.after);
    case 'rename':
      return rename(lab, action, action.before, action.after);
    case 'settings':
      return setSettings(lab, action, action.before, action.after);
  }
}

type ActionOf<K extends UserAction['kind']> = Extract<UserAction, { kind: K }>;

async function attempt(action: UserAction, command: () => Promise<unknown>): Promise<Outcome> {
  try {
    await command();
    return { done: action, problems: [], successors: SAME_PEERS };
  } catch (error) {
    return failure(problemOf(error));
  }
}

function failure(...problems: readonly Problem[]): Outcome {
  return { done: null, problems, successors: SAME_PEERS };
}

/** @param identity undefined for a peer that the window did not know: then its address alone is known */
function isThere(lab: Lab, id: PeerId, identity: Identity | undefined): boolean {
  const { peers, identities } = lab.store.getState().network;
  // A peer that was restored a moment ago may be here only with the next events.
  if (identity === undefined || Number(identity.slice(1)) > identities.given) return true;
  return peers.get(id)?.identity === identity;
}

function goneProblem(lab: Lab, id: PeerId, name: string): Problem {
  const next = lab.store.getState().network.peers.get(id);
  const sentence = next
    ? `${name} is gone. Its address, ${id}, is now the address of ${next.name}, which stays as it is.`
    : `${name} is gone.`;
  return { code: 'not-found', sentence };
}

function formerName(lab: Lab, identity: Identity | undefined): string | undefined {
  return identity && lab.store.getState().network.identities.former.get(identity)?.names.at(-1)?.name;
}

async function restore(lab: Lab, action: ActionOf<'remove'>): Promise<Outcome> {
  try {
    const restored = await lab.client.peer.restore({ removals: action.peers.map(({ removal }) => removal) });
    const before = new Map(action.peers.map((peer) => [peer.removal, peer]));
    const peers = restored.peers.map(({ removal, peer, identity }) => {
      return { removal, id: peer, identity, name: before.get(removal)?.name ?? peer };
    });
    const successors = new Map(
      peers.flatMap(({ removal, id, identity }) => {
        const was = before.get(removal)?.identity;
        return was === undefined ? [] : [[was, { id, identity }] as const];
      }),
    );
    return { done: peers.length > 0 ? { ...action, peers } : null, problems: restored.problems, successors };
  } catch (error) {
    return failure(problemOf(error));
  }
}

async function removeAgain(lab: Lab, action: ActionOf<'remove'>): Promise<Outcome> {
  const peers: RemovedPeer[] = [];
  const there = action.peers.filter(({ id, identity }) => isThere(lab, id, identity));
  const gone = action.peers.filter(({ id, identity }) => !isThere(lab, id, identity));
  const failures = await eachOf(there, WIDTH, async (peer) => {
    const { removal } = await lab.client.peer.remove({ id: peer.id });
    if (removal !== null) peers.push({ ...peer, removal });
  });
  return {
    done: peers.length > 0 ? { ...action, peers } : null,
    problems: [
      ...gone.map(({ id, name }) => goneProblem(lab, id, name)),
      ...failures.map(({ error }) => problemOf(error)),
    ],
    successors: SAME_PEERS,
  };
}

/** Makes a link by JOIN, or ends it by LEAVE, from whichever side still has it. */
async function setLink(lab: Lab, action: ActionOf<'link'>, made: boolean): Promise<Outcome> {
  const { from, to, fromName, toName } = action;
  const gone = [
    ...(isThere(lab, from, action.identities[from]) ? [] : [goneProblem(lab, from, fromName)]),
    ...(isThere(lab, to, action.identities[to]) ? [] : [goneProblem(lab, to, toName)]),
  ];
  if (gone.length > 0) return failure(...gone);
  if (made) return attempt(action, () => lab.client.peer.connect({ id: from, other: to }));
  const left = await attempt(action, () => lab.client.peer.disconnect({ id: from, other: to }));
  if (left.done || left.problems.some(mayPass)) return left;
  const leftByOther = await attempt(action, () => lab.client.peer.disconnect({ id: to, other: from }));
  return leftByOther.done ? leftByOther : left;
}

/** Moves those that are still there. */
async function move(lab: Lab, action: ActionOf<'move'>, positions: readonly Position[]): Promise<Outcome> {
  const isSame = ({ peer }: Position) => isThere(lab, peer, action.identities[peer]);
  const there = positions.filter(isSame);
  const problems = positions
    .filter((position) => !isSame(position))
    .map(({ peer }) => goneProblem(lab, peer, formerName(lab, action.identities[peer]) ?? action.name));
  if (there.length === 0) return failure(...problems);
  const moved = { ...action, before: action.before.filter(isSame), after: action.after.filter(isSame) };
  const outcome = await attempt(moved, () => putBack(lab, there));
  return { ...outcome, problems: [...problems, ...outcome.problems] };
}

async function putBack(lab: Lab, positions: readonly Position[]): Promise<void> {
  for (let start = 0; start < positions.length; start += MAX_POSITIONS) {
    const some = positions.slice(start, start + MAX_POSITIONS);
    await lab.client.layout.place({ places: some.map(({ peer, x, y }) => ({ peer, x, y })) });
    const released = some.filter(({ pinned }) => !pinned).map(({ peer }) => peer);
    if (released.length > 0) await lab.client.layout.release({ peers: released });
  }
}

function rename(lab: Lab, action: ActionOf<'rename'>, from: string, to: string): Promise<Outcome> {
  const { peer } = action;
  if (!isThere(lab, peer, action.identities[peer]))
    return Promise.resolve(failure(goneProblem(lab, peer, from)));
  const now = lab.store.getState().network.peers.get(peer)?.name;
  if (now !== undefined && now !== from && now !== to) {
    const sentence = `It is named ${now} by now, and keeps that name.`;
    return Promise.resolve(failure({ code: 'not-possible-now', sentence }));
  }
  return attempt(action, () => lab.client.peer.rename({ id: peer, name: to }));
}

/** Sets those settings that still have the value that the action left; others were changed since and stay. */
async function setSettings(
  lab: Lab,
  action: ActionOf<'settings'>,
  from: Partial<Settings>,
  to: Partial<Settings>,
): Promise<Outcome> {
  try {
    const now = await lab.client.settings.get();
    const keys = Object.keys(from) as (keyof Settings)[];
    const kept = keys.filter((key) => now[key] !== from[key] && now[key] !== to[key]);
    const changed = keys.filter((key) => !kept.includes(key));
    const problems: Problem[] = kept.map((key) => ({
      code: 'not-possible-now',
      sentence: `The setting ${key} was changed since then, and stays ${now[key]}.`,
    }));
    if (changed.length === 0) return failure(...problems);
    await lab.client.settings.update(pick(to, changed));
    const done = { ...action, before: pick(action.before, changed), after: pick(action.after, changed) };
    return { done, problems, successors: SAME_PEERS };
  } catch (error) {
    return failure(problemOf(error));
  }
}

function pick(settings: Partial<Settings>, keys: readonly (keyof Settings)[]): Partial<Settings> {
  return Object.fromEntries(keys.map((key) => [key, settings[key]]));
}
