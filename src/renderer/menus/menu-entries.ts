import type { PeerId, Place } from '../../shared/network/events';
import type { LinkKey, NetworkState } from '../../shared/network/state/state';
import { type Action, type ActionContext, type ActionEntry, entryOf } from '../actions/action';
import { LINK_ACTIONS } from '../actions/link-actions';
import { ADD_ACTIONS, BOOTSTRAP_ACTIONS, HISTORY_ACTIONS, SETTINGS } from '../actions/network-actions';
import {
  COPY_ADDRESSES,
  EXTERNAL_ACTIONS,
  ONE_PEER_ACTIONS,
  PAIR_ACTIONS,
  PEER_ACTIONS,
} from '../actions/peer-actions';
import { FIT, FREEZE, SELECT_ALL } from '../actions/view-actions';
import type { Lab } from '../lab/lab';
import { count } from '../words/count';
import { sideWords } from '../words/listing';
import { namesIn } from '../words/names';
import type { MenuGroup } from './ActionMenu';

const [ADD, ADD_MANY] = ADD_ACTIONS;
const [START, STOP, , INVITE, EXAMINE, COPY_ADDRESS] = BOOTSTRAP_ACTIONS;
const NOTHING = { selection: new Set<PeerId>(), selectedLink: null, frozen: false };

function entries(context: ActionContext, ...actions: readonly (Action | undefined)[]): ActionEntry[] {
  return actions
    .filter((action) => action !== undefined)
    .filter((action) => action.applies?.(context) ?? true)
    .map((action) => entryOf(action, context));
}

/** Everything that can be done to these peers: never less than the toolbar and the inspector offer. */
export function peerMenu(lab: Lab, network: NetworkState, selection: ReadonlySet<PeerId>): MenuGroup[] {
  const context: ActionContext = { ...NOTHING, lab, network, selection };
  const [first] = selection;
  const one = selection.size === 1 && first !== undefined;
  return [
    {
      id: 'peer',
      title: one ? namesIn(network)(first) : count(selection.size, 'peer'),
      entries: entries(context, ...PEER_ACTIONS),
    },
    { id: 'external', entries: entries(context, ...EXTERNAL_ACTIONS) },
    {
      id: 'pair',
      entries: entries(context, ...PAIR_ACTIONS, ...(one ? ONE_PEER_ACTIONS : []), COPY_ADDRESSES),
    },
  ];
}

export function linkMenu(lab: Lab, network: NetworkState, selectedLink: LinkKey): MenuGroup[] {
  const link = network.links.get(selectedLink);
  if (!link) return [];
  const context: ActionContext = { ...NOTHING, lab, network, selectedLink };
  const { goTo, mend, remove, copy } = LINK_ACTIONS;
  return [
    {
      id: 'link',
      title: `${sideWords(network, link.a, link.b)} · ${sideWords(network, link.b, link.a)}`,
      entries: entries(context, ...goTo),
    },
    { id: 'sides', entries: entries(context, ...mend, ...remove) },
    { id: 'copy', entries: entries(context, ...copy) },
  ];
}

/** What can be done with the bootstrap server as it stands. */
export function bootstrapMenu(lab: Lab, network: NetworkState): MenuGroup[] {
  const context: ActionContext = { ...NOTHING, lab, network };
  return [
    { id: 'bootstrap', title: 'Bootstrap server', entries: entries(context, START, STOP) },
    { id: 'more', entries: entries(context, INVITE, EXAMINE, COPY_ADDRESS, SETTINGS) },
  ];
}

export function canvasMenu(
  lab: Lab,
  network: NetworkState,
  selection: ReadonlySet<PeerId>,
  frozen: boolean,
  place?: Place,
): MenuGroup[] {
  const context: ActionContext = { ...NOTHING, lab, network, selection, frozen, ...(place && { place }) };
  const groups: MenuGroup[] = [
    { id: 'add', entries: entries(context, ADD, ADD_MANY) },
    { id: 'history', entries: entries(context, ...HISTORY_ACTIONS) },
    { id: 'view', entries: entries(context, SELECT_ALL, FIT, FREEZE) },
  ];
  return selection.size === 0 ? groups : [...groups, ...peerMenu(lab, network, selection)];
}
