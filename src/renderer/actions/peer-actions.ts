import {
  BookmarkMinus,
  BookmarkPlus,
  ClipboardCheck,
  Copy,
  HeartPulse,
  Link2,
  LocateFixed,
  LogIn,
  LogOut,
  PencilLine,
  RotateCcw,
  Search,
  Trash2,
  Unlink2,
  Zap,
} from 'lucide-react';
import type { PeerId } from '../../shared/network/events';
import type { NetworkState, PeerState } from '../../shared/network/state/state';
import { canvas } from '../canvas-handle';
import { copyText } from '../components/copy-text';
import { openDialog } from '../dialogs/open-dialog';
import type { Lab } from '../lab/lab';
import { goToSearch } from '../search/ask';
import { namesIn } from '../words/names';
import type { Action, ActionContext } from './action';
import {
  allowedFor,
  askersFor,
  canConnect,
  canRename,
  connectRefusal,
  type PeerAction,
  pairOf,
  pingRefusal,
  refusalFor,
} from './allowed';
import { act, connectPeers, disconnectPeers, pingPeer } from './commands';

/** Acts on those of the peers that allow it; removing two or more asks first. */
export function actOn(lab: Lab, network: NetworkState, ids: Iterable<PeerId>, action: PeerAction): void {
  const allowed = allowedFor(network, ids, action);
  if (allowed.length === 0) return;
  if (action === 'remove' && allowed.length > 1) openDialog(lab, { kind: 'remove', ids: allowed });
  else void act(lab, action, allowed);
}

interface PeerActionWords extends Pick<Action, 'label' | 'icon' | 'keys' | 'dangerous'> {
  readonly id: PeerAction;
  readonly meaning: string;
}

function onSelection(words: PeerActionWords): Action & PeerActionWords {
  return {
    ...words,
    group: 'Selected peers',
    changes: true,
    refusal: ({ network, selection }) => refusalFor(network, selection, words.id),
    run: ({ lab, network, selection }) => actOn(lab, network, selection, words.id),
  };
}

/** What can be done to each of the selected peers, in the order of every toolbar, menu and list of keys. */
export const PEER_ACTIONS: readonly (Action & PeerActionWords)[] = [
  onSelection({
    id: 'join',
    label: 'Join',
    keys: ['J'],
    meaning: 'Register if need be, then JOIN every neighbour offered',
    icon: LogIn,
  }),
  onSelection({
    id: 'leave',
    label: 'Leave',
    keys: ['L'],
    meaning: 'LEAVE every neighbour, then UNREG',
    icon: LogOut,
  }),
  onSelection({
    id: 'crash',
    label: 'Crash',
    keys: ['C'],
    meaning: 'Close every socket at once: no LEAVE, no UNREG',
    icon: Zap,
  }),
  onSelection({
    id: 'restart',
    label: 'Restart',
    keys: ['R'],
    meaning: 'Listen again on the same address, register and join',
    icon: RotateCcw,
  }),
  onSelection({
    id: 'remove',
    label: 'Remove',
    keys: ['Del', 'Backspace'],
    meaning: 'Leave if need be, close, and take off the picture',
    icon: Trash2,
    dangerous: true,
  }),
  onSelection({
    id: 'register',
    label: 'Register only',
    keys: ['G'],
    meaning: 'REG at the bootstrap server, without joining anybody',
    icon: BookmarkPlus,
  }),
  onSelection({
    id: 'unregister',
    label: 'Unregister',
    keys: ['U'],
    meaning: 'UNREG, keeping the neighbours',
    icon: BookmarkMinus,
  }),
];

/** What two selected peers can do to each other; the one that was selected first sends. */
export const PAIR_ACTIONS: readonly Action[] = [
  {
    id: 'connect',
    group: 'Selected peers',
    label: 'Connect two selected',
    labelFor: ({ network, selection }) => {
      const names = pairNames(network, selection);
      return names ? `Connect ${names[0]} to ${names[1]}` : 'Connect two selected';
    },
    icon: Link2,
    keys: ['K'],
    help: 'Connect the two selected: the first joins the second',
    changes: true,
    refusal: ({ network, selection }) => {
      const pair = pairOf(selection);
      return pair ? connectRefusal(network, ...pair) : SELECT_TWO;
    },
    run: ({ lab, selection }) => {
      const pair = pairOf(selection);
      if (pair) void connectPeers(lab, ...pair);
    },
  },
  {
    id: 'ping',
    group: 'Selected peers',
    label: 'Ping between two selected',
    labelFor: ({ network, selection }) => {
      const names = pairNames(network, selection);
      return names ? `Ping ${names[1]} from ${names[0]}` : 'Ping between two selected';
    },
    icon: HeartPulse,
    keys: ['P'],
    help: 'Ping the second from the first',
    changes: true,
    refusal: ({ network, selection }) => {
      const pair = pairOf(selection);
      return pair ? pingRefusal(network, pair[0]) : SELECT_TWO;
    },
    run: ({ lab, selection }) => {
      const pair = pairOf(selection);
      if (pair) void pingPeer(lab, ...pair);
    },
  },
];

const SELECT_TWO = 'Select exactly two peers first.';
const SELECT_ONE = 'Select one peer first.';

function pairNames(network: NetworkState, selection: ReadonlySet<PeerId>): [string, string] | null {
  const pair = pairOf(selection);
  const nameOf = namesIn(network);
  return pair && [nameOf(pair[0]), nameOf(pair[1])];
}

/** @returns the peer that is the whole selection; undefined when it is anything else */
function onlyPeer({ network, selection }: ActionContext): PeerState | undefined {
  const [only] = selection;
  return selection.size === 1 && only !== undefined ? network.peers.get(only) : undefined;
}

const withOnly = (run: (peer: PeerState, context: ActionContext) => void) => (context: ActionContext) => {
  const peer = onlyPeer(context);
  if (peer) run(peer, context);
};

/** What can be done with one selected peer. */
export const ONE_PEER_ACTIONS: readonly Action[] = [
  {
    id: 'search',
    group: 'Selected peers',
    label: 'Search from here…',
    icon: Search,
    refusal: (context) => {
      const peer = onlyPeer(context);
      if (!peer) return SELECT_ONE;
      return peer.hosted ? null : `${peer.name} runs in another program, which alone can search with it.`;
    },
    run: withOnly(({ id }, { lab }) => goToSearch(lab, id)),
  },
  {
    id: 'rename',
    group: 'Selected peers',
    label: 'Rename…',
    icon: PencilLine,
    keys: ['F2'],
    help: 'Rename it',
    changes: true,
    refusal: (context) => {
      const peer = onlyPeer(context);
      if (!peer) return SELECT_ONE;
      if (canRename(context.network, peer.id)) return null;
      return peer.hosted ? `${peer.name} is ${peer.phase}.` : `${peer.name} runs in another program.`;
    },
    run: withOnly(({ id }, { lab }) => openDialog(lab, { kind: 'rename', id })),
  },
  {
    id: 'focus',
    group: 'Selected peers',
    label: 'Show on canvas',
    icon: LocateFixed,
    refusal: (context) => (onlyPeer(context) ? null : SELECT_ONE),
    run: withOnly(({ id }, { lab }) => canvas(lab).focus(id)),
  },
];

export const COPY_ADDRESSES: Action = {
  id: 'copy',
  group: 'Selected peers',
  label: 'Copy the address',
  labelFor: ({ selection }) =>
    selection.size > 1 ? 'Copy the addresses, one in a line' : 'Copy the address',
  icon: Copy,
  refusal: ({ selection }) => (selection.size > 0 ? null : 'Select a peer first.'),
  run: ({ selection }) => void copyText([...selection].join('\n')),
};

function externalPeer(context: ActionContext): PeerState | undefined {
  const peer = onlyPeer(context);
  return peer?.hosted === false ? peer : undefined;
}

/** What a local peer can do with the selected peer of another program; its neighbour does it where it has one. */
function asLocalPeer(
  id: string,
  verb: string,
  icon: Action['icon'],
  refusal: (network: NetworkState, asker: PeerState, other: PeerState) => string | null,
  run: (lab: Lab, asker: PeerId, other: PeerId) => void,
): Action {
  const pairIn = (context: ActionContext) => {
    const other = externalPeer(context);
    const [asker] = other ? askersFor(context.network, other.id) : [];
    return other && asker ? ([asker, other] as const) : null;
  };
  return {
    id,
    group: 'Selected peers',
    label: `${verb} as a local peer`,
    labelFor: (context) => {
      const pair = pairIn(context);
      return pair ? `${verb} as ${namesIn(context.network)(pair[0].id)}` : `${verb} as a local peer`;
    },
    ...(icon && { icon }),
    changes: true,
    applies: (context) => pairIn(context) !== null,
    refusal: (context) => {
      const pair = pairIn(context);
      return pair ? refusal(context.network, ...pair) : null;
    },
    run: (context) => {
      const pair = pairIn(context);
      if (pair) run(context.lab, pair[0].id, pair[1].id);
    },
  };
}

export const EXTERNAL_ACTIONS: readonly Action[] = [
  asLocalPeer(
    'ping-as',
    'Ping',
    HeartPulse,
    () => null,
    (lab, asker, other) => void pingPeer(lab, asker, other),
  ),
  asLocalPeer(
    'join-as',
    'Join',
    Link2,
    (network, asker, other) =>
      canConnect(network, asker.id, other.id) ? null : connectRefusal(network, asker.id, other.id),
    (lab, asker, other) => void connectPeers(lab, asker, other),
  ),
  asLocalPeer(
    'leave-as',
    'Leave',
    Unlink2,
    (_, asker, other) =>
      asker.neighbours.has(other.id) ? null : `${asker.name} does not list ${other.name}.`,
    (lab, asker, other) => void disconnectPeers(lab, asker, other),
  ),
  {
    id: 'examine',
    group: 'Selected peers',
    label: 'Check conformance…',
    icon: ClipboardCheck,
    changes: true,
    applies: (context) => externalPeer(context) !== undefined,
    run: (context) => {
      const peer = externalPeer(context);
      if (!peer) return;
      const name = namesIn(context.network)(peer.id);
      openDialog(context.lab, { kind: 'doctor', address: peer.id, name });
    },
  },
];
