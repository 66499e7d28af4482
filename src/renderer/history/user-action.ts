import type { Removal } from '../../shared/contract/peer';
import type { PeerId } from '../../shared/network/events';
import type { Identity } from '../../shared/network/state/identity';
import type { Settings } from '../../shared/settings/settings';
import { count } from '../words/count';

/** Where a peer was drawn, in canvas units, and whether it was held there. */
export interface Position {
  readonly peer: PeerId;
  readonly x: number;
  readonly y: number;
  readonly pinned: boolean;
}

/** The identities of the peers at the addresses of an action: when it is undone, an address may be another peer's. */
export type Identities = Readonly<Record<PeerId, Identity>>;

export interface RemovedPeer {
  readonly removal: Removal;
  readonly id: PeerId;
  readonly identity: Identity;
  readonly name: string;
}

/** Peers that were restored, by the identities that they had before. */
export type Successors = ReadonlyMap<Identity, { readonly id: PeerId; readonly identity: Identity }>;

/** What a person did in this window and can undo. Names are those of that time. */
export type UserAction =
  | { readonly kind: 'remove'; readonly peers: readonly RemovedPeer[] }
  | {
      readonly kind: 'link';
      /** `from` sent JOIN to `to`, or LEAVE where the link was removed. */
      readonly made: boolean;
      readonly from: PeerId;
      readonly to: PeerId;
      readonly fromName: string;
      readonly toName: string;
      readonly identities: Identities;
    }
  | {
      readonly kind: 'move';
      readonly before: readonly Position[];
      readonly after: readonly Position[];
      /** Of the first of them. */
      readonly name: string;
      readonly identities: Identities;
    }
  | {
      readonly kind: 'rename';
      readonly peer: PeerId;
      readonly before: string;
      readonly after: string;
      readonly identities: Identities;
    }
  | {
      readonly kind: 'settings';
      /** The same keys in both: those that changed. */
      readonly before: Partial<Settings>;
      readonly after: Partial<Settings>;
    };

/** @returns the action as something that is done: "removing Node1" */
export function gerundOf(action: UserAction): string {
  switch (action.kind) {
    case 'remove':
      return `removing ${peersOf(action.peers)}`;
    case 'link':
      return `${action.made ? 'linking' : 'unlinking'} ${action.fromName} ${action.made ? 'to' : 'from'} ${action.toName}`;
    case 'move':
      return `${MOVES[moveOf(action)].gerund} ${movedPeers(action)}`;
    case 'rename':
      return `renaming ${action.before} to ${action.after}`;
    case 'settings':
      return 'changing settings';
  }
}

/** @returns the action as a sentence, without a full stop: "Node1 was removed" */
export function sentenceOf(action: UserAction): string {
  switch (action.kind) {
    case 'remove':
      return `${peersOf(action.peers)} ${action.peers.length === 1 ? 'was' : 'were'} removed`;
    case 'link':
      return `${action.fromName} ${action.made ? 'joined' : 'left'} ${action.toName}`;
    case 'move':
      return `${movedPeers(action)} ${action.after.length === 1 ? 'was' : 'were'} ${MOVES[moveOf(action)].past}`;
    case 'rename':
      return `${action.before} was renamed to ${action.after}`;
    case 'settings':
      return 'The settings were changed';
  }
}

/** @returns the action about the restored peers, where it was about those that were removed */
export function withSuccessors(action: UserAction, successors: Successors): UserAction {
  if (action.kind === 'settings') return action;
  if (action.kind === 'remove') {
    return { ...action, peers: action.peers.map((peer) => ({ ...peer, ...successors.get(peer.identity) })) };
  }
  const identityOf = ({ id, identity }: { id: PeerId; identity: Identity }) => {
    const next = successors.get(identity);
    return next ? ([next.id, next.identity] as const) : ([id, identity] as const);
  };
  const identities = Object.fromEntries(
    Object.entries(action.identities).map(([id, identity]) => identityOf({ id: id as PeerId, identity })),
  );
  const now = (id: PeerId): PeerId => {
    const identity = action.identities[id];
    return (identity && successors.get(identity)?.id) ?? id;
  };
  const moved = (positions: readonly Position[]) =>
    positions.map((position) => ({ ...position, peer: now(position.peer) }));
  switch (action.kind) {
    case 'link':
      return { ...action, identities, from: now(action.from), to: now(action.to) };
    case 'move':
      return { ...action, identities, before: moved(action.before), after: moved(action.after) };
    case 'rename':
      return { ...action, identities, peer: now(action.peer) };
  }
}

type Move = Extract<UserAction, { kind: 'move' }>;

const MOVES = {
  move: { gerund: 'moving', past: 'moved' },
  hold: { gerund: 'holding', past: 'held in place' },
  release: { gerund: 'releasing', past: 'released' },
} as const;

/** To hold a peer in its place, or to release it, moves nothing. */
function moveOf({ before, after }: Move): keyof typeof MOVES {
  const [from, to] = [before[0], after[0]];
  if (!from || !to || before.length > 1 || from.x !== to.x || from.y !== to.y) return 'move';
  return to.pinned ? 'hold' : 'release';
}

function movedPeers({ after, name }: Move): string {
  return after.length === 1 ? name : count(after.length, 'peer');
}

function peersOf(peers: readonly RemovedPeer[]): string {
  const [first] = peers;
  return peers.length === 1 && first ? first.name : count(peers.length, 'peer');
}
