import { flushSync } from 'react-dom';
import { createStore } from 'zustand/vanilla';
import type { PeerId, SearchId } from '../../shared/network/events';
import type { Search } from '../../shared/network/state/snapshot-schema';
import type { NetworkState } from '../../shared/network/state/state';
import type { Problem } from '../../shared/problem';
import type { SearchStrategy, StrategyKind } from '../../shared/strategy';
import { panels } from '../canvas-handle';
import { useLabPart } from '../lab/context';
import type { Lab, LabState } from '../lab/lab';
import { labPart } from '../lab/part';
import { notify } from '../notices/notices';
import { problemOf } from '../notices/problem-of';
import { chooseSearch, compareWith, searchPanel } from './search-panel';

export const QUERY_FIELD_ID = 'what-to-search';

/** What stands in the form. Numbers as they are typed; null where the settings' own stand. */
interface AskDraft {
  readonly peer: PeerId | null;
  readonly query: string;
  readonly kind: StrategyKind | null;
  readonly timeToLive: string | null;
  readonly walkers: string | null;
  readonly length: string | null;
  readonly problem: Problem | null;
}

export const askDraft = labPart((lab) => {
  const draft = createStore<AskDraft>(() => ({
    peer: selectedAlone(lab.store.getState()),
    query: '',
    kind: null,
    timeToLive: null,
    walkers: null,
    length: null,
    problem: null,
  }));
  // The next search starts at the peer that is selected.
  lab.store.subscribe((now, before) => {
    const peer = now.selection === before.selection ? null : selectedAlone(now);
    if (peer !== null) draft.setState({ peer });
  });
  return draft;
});

/** @returns the local peer that is the whole selection; null when it is anything else */
function selectedAlone({ selection, network }: Pick<LabState, 'selection' | 'network'>): PeerId | null {
  const [only] = selection;
  return only !== undefined && selection.size === 1 && network.peers.get(only)?.hosted ? only : null;
}

export function useAskDraft(): AskDraft {
  return useLabPart(askDraft, (draft) => draft);
}

/** @returns who asks: the one that was chosen, as long as it is there, else whoever can */
export function askerOf({ peers }: NetworkState, { peer }: Pick<AskDraft, 'peer'>): PeerId | null {
  if (peer !== null && peers.has(peer)) return peer;
  for (const { id, hosted, phase } of peers.values()) if (hosted && phase === 'joined') return id;
  return null;
}

/** The figures of the form as text, each from the settings until it is typed. */
export function figuresOf(draft: AskDraft, { settings }: NetworkState) {
  return {
    kind: draft.kind ?? settings.searchStrategy,
    timeToLive: draft.timeToLive ?? String(settings.timeToLive),
    walkers: draft.walkers ?? String(settings.walkers),
    length: draft.length ?? String(settings.walkLength),
  };
}

/** @returns null where a figure is no whole number */
export function strategyIn(draft: AskDraft, network: NetworkState): SearchStrategy | null {
  const { kind, ...typed } = figuresOf(draft, network);
  const timeToLive = whole(typed.timeToLive);
  const walkers = whole(typed.walkers);
  const length = whole(typed.length);
  if (kind === 'random-walk') {
    return walkers === null || length === null ? null : { kind, walkers, length };
  }
  return timeToLive === null ? null : { kind, timeToLive };
}

function whole(text: string): number | null {
  return /^\s*\d{1,6}\s*$/.test(text) ? Number(text) : null;
}

/** Starts the search that stands in the form. What is wrong with it stands beside it. */
export async function askNow(lab: Lab): Promise<void> {
  const { network } = lab.store.getState();
  const draft = askDraft(lab).getState();
  const peer = askerOf(network, draft);
  const strategy = strategyIn(draft, network);
  const problem =
    peer === null
      ? 'There is no peer that can search. Add one first.'
      : strategy === null
        ? 'Enter whole numbers for how far the search goes.'
        : null;
  askDraft(lab).setState({ problem: problem === null ? null : { code: 'bad-input', sentence: problem } });
  if (peer === null || strategy === null) return;
  try {
    const { id } = await lab.client.search.start({ peer, query: draft.query, strategy });
    chooseSearch(lab, id);
  } catch (error) {
    askDraft(lab).setState({ problem: problemOf(error) });
  }
}

/** Searches the same from the same peer by another strategy, and puts both side by side. */
export async function askAgain(
  lab: Lab,
  { id, peer, query }: Search,
  strategy: SearchStrategy,
): Promise<void> {
  try {
    const again = await lab.client.search.start({ peer, query, strategy });
    searchPanel(lab).setState({ chosen: id });
    compareWith(lab, again.id);
  } catch (error) {
    notify(lab, {
      key: 'search',
      tone: 'error',
      title: 'It was not searched again',
      sentence: problemOf(error).sentence,
    });
  }
}

export async function cancelSearch(lab: Lab, id: SearchId): Promise<void> {
  try {
    await lab.client.search.cancel({ id });
  } catch (error) {
    const problem = problemOf(error);
    // It ended by itself meanwhile.
    if (problem.code === 'not-possible-now') return;
    notify(lab, {
      key: 'search',
      tone: 'error',
      title: 'The search was not cancelled',
      sentence: problem.sentence,
    });
  }
}

/** Opens the form with the focus in it. @param from who asks; default: whoever is selected */
export function goToSearch(lab: Lab, from?: PeerId): void {
  if (from !== undefined) {
    lab.select.only([from]);
    askDraft(lab).setState({ peer: from });
  }
  flushSync(() => panels.showTab('searches'));
  const focus = () => {
    const field = document.getElementById(QUERY_FIELD_ID);
    field?.focus();
    // What is typed next takes the place of the query before.
    if (field instanceof HTMLInputElement) field.select();
  };
  focus();
  // A drawer that was folded is drawn in a second step.
  requestAnimationFrame(focus);
}
