import type { EventOf } from '../events';
import type { Search, SearchAnswer, Transfer } from './snapshot-schema';
import { KEPT_SEARCHES, KEPT_TRANSFERS, type NetworkState } from './state';
import { writable } from './writable';

type SearchEvent = EventOf<'search:started' | 'search:round' | 'search:step' | 'search:hit' | 'search:ended'>;
type TransferEvent = EventOf<
  'download:started' | 'download:progressed' | 'download:paused' | 'download:ended'
>;

/** Folds what a search tells of itself. */
export function searched(state: NetworkState, event: SearchEvent): void {
  switch (event.type) {
    case 'search:started': {
      const { search: id, peer, query, strategy, timeToLive, at, seq } = event;
      const nothingYet = { endedAt: null, rounds: 0, answers: [], outcome: null };
      writable(state.searches).set(id, { id, seq, peer, query, strategy, timeToLive, at, ...nothingYet });
      return keepLast(state.searches, KEPT_SEARCHES);
    }
    case 'search:round':
      return update(state, event, (search) => ({ ...search, rounds: event.round }));
    case 'search:hit':
      return update(state, event, (search) => {
        const { seq, holder, files, hops, latencyMs } = event;
        (search.answers as SearchAnswer[]).push({ seq, holder, files, hops, latencyMs });
        return { ...search };
      });
    case 'search:ended':
      return update(state, event, (search) => {
        const { outcome, at: endedAt, undelivered } = event;
        return { ...search, outcome, endedAt, ...(undelivered !== undefined && { undelivered }) };
      });
    case 'search:step':
      return;
  }
}

/** Folds how a download stands. */
export function transferred(state: NetworkState, event: TransferEvent): void {
  const { transfer: id, peer, name, bytes, total, holders, at, seq, problem = null } = event;
  const known = state.transfers.get(id);
  // What went out of the picture already does not come back into it with its last words.
  if (!known && event.type !== 'download:started') return;
  writable(state.transfers).set(id, {
    ...{ id, peer, name, bytes, total, holders, problem },
    phase: phaseOf(event),
    waiting: event.waiting ?? false,
    at: known?.at ?? at,
    changedAt: at,
    seq: known?.seq ?? seq,
    changedSeq: seq,
  });
  // One that is not at an end can still be resumed, or be watched: it stays.
  keepLast(state.transfers, KEPT_TRANSFERS, ({ phase }) => phase === 'done' || phase === 'failed');
}

function phaseOf(event: TransferEvent): Transfer['phase'] {
  if (event.type === 'download:paused') return 'paused';
  if (event.type !== 'download:ended') return 'running';
  return event.problem ? 'failed' : 'done';
}

function update(
  state: NetworkState,
  { search: id }: { readonly search: Search['id'] },
  change: (search: Search) => Search,
): void {
  const search = state.searches.get(id);
  if (search) writable(state.searches).set(id, change(search));
}

/** A Map keeps the order of insertion, so the oldest stand in front. */
function keepLast<K, V>(
  map: ReadonlyMap<K, V>,
  most: number,
  mayGo: (value: V) => boolean = () => true,
): void {
  for (const [key, value] of map) {
    if (map.size <= most) return;
    if (mayGo(value)) writable(map).delete(key);
  }
}
