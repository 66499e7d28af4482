import fuzzysort from 'fuzzysort';
import type { PeerState } from '../../shared/network/state/state';
import { printable } from '../../shared/text/printable';
import { type Action, type ActionContext, type ActionEntry, entryOf } from '../actions/action';
import { goTo } from '../actions/go-to';
import { ACTIONS } from '../actions/registry';
import { findPeers } from '../toolbar/find-peers';

export interface PaletteItem extends ActionEntry {
  /** What kind of action it is, or where the peer is. */
  readonly note: string;
  /** The peer that it goes to. */
  readonly peer?: PeerState;
}

/** Peers that are listed; a longer query finds the others. */
const MAX_PEERS = 8;
/** Scores run from 0 to 1; labels below this share a few letters with the query by chance. */
const MIN_SCORE = 0.3;
/** How far an action that cannot be done now stands behind one that can. */
const REFUSED_PENALTY = 0.2;

/**
 * The actions that the query could mean, best first, and then peers by name or address. Without a query, those that
 * were used recently come first, and the others in the order of the registry.
 *
 * @param recent ids of actions, the last used first
 */
export function paletteItems(
  context: ActionContext,
  query: string,
  recent: readonly string[],
): PaletteItem[] {
  const items = ACTIONS.filter(({ id, applies }) => id !== 'palette' && (applies?.(context) ?? true)).map(
    (action) => itemOf(action, context),
  );
  const wanted = query.trim();
  if (wanted === '') {
    const recency = ({ id }: PaletteItem) => (recent.includes(id) ? recent.indexOf(id) : recent.length);
    return items.sort((one, other) => recency(one) - recency(other));
  }
  const ranked = fuzzysort
    .go(wanted, items, { key: 'label', threshold: MIN_SCORE })
    .map(({ obj, score }) => ({ item: obj, rank: obj.refusal === null ? score : score - REFUSED_PENALTY }))
    .sort((one, other) => other.rank - one.rank);
  const peers = findPeers(wanted, context.network.peers.values()).slice(0, MAX_PEERS);
  return [...ranked.map(({ item }) => item), ...peers.map((peer) => peerItem(peer, context))];
}

function itemOf(action: Action, context: ActionContext): PaletteItem {
  const entry = entryOf(action, context);
  return { ...entry, label: printable(entry.label), note: action.group };
}

function peerItem(peer: PeerState, { lab }: ActionContext): PaletteItem {
  return {
    id: `peer ${peer.id}`,
    label: `Go to ${printable(peer.name)}`,
    note: `${peer.id} · ${peer.phase}`,
    refusal: null,
    peer,
    run: () => goTo(lab, peer.id),
  };
}
