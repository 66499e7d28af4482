import type { SearchItem } from '../../../shared/contract/search';
import type { SearchId } from '../../../shared/network/events';
import { failed, ok, type Result } from '../../../shared/problem';
import { watchChanges } from '../../runtime/watch-changes';
import type { EventLog } from '../log/event-log';
import type { Searches } from './searches';

/** Milliseconds between two items: fast enough for a smooth display. */
const INTERVAL_MS = 100;

/**
 * Follows one search: an item at once, then one after each progress, at most ten a second, and a last one when it has
 * ended. Each has the complete anatomy except its steps, of which it has those since the previous item.
 */
export function watchSearch(
  book: Searches,
  log: EventLog,
  id: SearchId,
  signal?: AbortSignal,
): Result<AsyncGenerator<SearchItem, void, void>> {
  if (!log.state.searches.has(id) || !book.anatomy(id)) {
    return failed('not-found', `Search ${id} is no longer stored; the last hundred are.`);
  }
  let steps = 0;
  return ok(
    watchChanges({
      subscribe: (changed) => book.follow(id, changed),
      read: (): SearchItem | undefined => {
        const search = log.state.searches.get(id);
        const anatomy = book.anatomy(id, steps);
        if (!search || !anatomy) return undefined;
        steps += anatomy.steps.length;
        return { search: { ...search, answers: [...search.answers] }, anatomy };
      },
      isLast: ({ search }) => search.outcome !== null,
      pace: { runtime: log.runtime, interval: INTERVAL_MS },
      signal,
    }),
  );
}
