import { ArrowLeftRight, Copy, LocateFixed, Unlink2 } from 'lucide-react';
import type { PeerId } from '../../shared/network/events';
import { copyText } from '../components/copy-text';
import { namesIn } from '../words/names';
import type { Action, ActionContext } from './action';
import { canConnect, connectRefusal } from './allowed';
import { connectPeers, disconnectPeers } from './commands';
import { goTo } from './go-to';

type End = 'a' | 'b';

/** One end of the selected link: the peer there, the one at the other end, and whether the first lists the second. */
interface LinkEnd {
  readonly from: PeerId;
  readonly to: PeerId;
  readonly lists: boolean;
}

function endIn({ network, selectedLink }: ActionContext, end: End): LinkEnd | null {
  const link = selectedLink === null ? undefined : network.links.get(selectedLink);
  if (!link) return null;
  return end === 'a'
    ? { from: link.a, to: link.b, lists: link.ab }
    : { from: link.b, to: link.a, lists: link.ba };
}

interface EndAction extends Pick<Action, 'icon' | 'dangerous' | 'changes'> {
  readonly id: string;
  readonly label: string;
  words(from: string, to: string): string;
  applies?(end: LinkEnd): boolean;
  refusal?(context: ActionContext, end: LinkEnd): string | null;
  run(context: ActionContext, end: LinkEnd): void;
}

function atEnd(end: End, { id, label, words, applies, refusal, run, ...rest }: EndAction): Action {
  return {
    ...rest,
    id: `${id} ${end}`,
    group: 'Link',
    label,
    labelFor: (context) => {
      const found = endIn(context, end);
      const nameOf = namesIn(context.network);
      return found ? words(nameOf(found.from), nameOf(found.to)) : label;
    },
    applies: (context) => {
      const found = endIn(context, end);
      return found !== null && (applies?.(found) ?? true);
    },
    refusal: (context) => {
      const found = endIn(context, end);
      return found ? (refusal?.(context, found) ?? null) : 'Select a link first.';
    },
    run: (context) => {
      const found = endIn(context, end);
      if (found) run(context, found);
    },
  };
}

const GO_TO: EndAction = {
  id: 'go',
  label: 'Go to one end of the link',
  words: (from) => `Go to ${from}`,
  icon: LocateFixed,
  refusal: ({ network }, { from }) => (network.peers.has(from) ? null : 'This peer has been removed.'),
  run: ({ lab }, { from }) => goTo(lab, from),
};

const MEND: EndAction = {
  id: 'mend',
  label: 'Join over the link',
  words: (from, to) => `${from} joins ${to}`,
  icon: ArrowLeftRight,
  changes: true,
  applies: ({ lists }) => !lists,
  refusal: ({ network }, { from, to }) =>
    canConnect(network, from, to) ? null : connectRefusal(network, from, to),
  run: ({ lab }, { from, to }) => void connectPeers(lab, from, to),
};

const REMOVE: EndAction = {
  id: 'remove',
  label: 'Leave over the link',
  words: (from, to) => `${from} leaves ${to}`,
  icon: Unlink2,
  dangerous: true,
  changes: true,
  refusal: ({ network }, { from, lists }) => {
    if (network.peers.get(from)?.hosted !== true) return 'This peer runs in another program.';
    return lists ? null : 'This peer does not list the other one.';
  },
  run: ({ lab }, { from, to }) => void disconnectPeers(lab, from, to),
};

const COPY: EndAction = {
  id: 'copy',
  label: 'Copy the address of one end',
  words: (from) => `Copy the address of ${from}`,
  icon: Copy,
  run: (_, { from }) => void copyText(from),
};

const bothEnds = (action: EndAction): readonly [Action, Action] => [atEnd('a', action), atEnd('b', action)];

/** What can be done with the selected link, at each of its ends. */
export const LINK_ACTIONS = {
  goTo: bothEnds(GO_TO),
  mend: bothEnds(MEND),
  remove: bothEnds(REMOVE),
  copy: bothEnds(COPY),
} as const;
