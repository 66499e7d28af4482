import type { SearchItem } from '../../../shared/contract/search';
import type { SearchId } from '../../../shared/network/events';
import { failed, ok, type Result } from '../../../shared/problem';
import { sleep } from '../../runtime/runtime';
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
  return ok(items(book, log, id, signal));
}

async function* items(
  book: Searches,
  log: EventLog,
  id: SearchId,
  signal?: AbortSignal,
): AsyncGenerator<SearchItem, void, void> {
  let changed = false;
  let wake: (() => void) | undefined;
  const unfollow = book.follow(id, () => {
    changed = true;
    wake?.();
  });
  const onAbort = () => wake?.();
  signal?.addEventListener('abort', onAbort);
  let steps = 0;
  try {
    while (!signal?.aborted) {
      changed = false;
      const search = log.state.searches.get(id);
      const anatomy = book.anatomy(id, steps);
      if (!search || !anatomy) return;
      steps += anatomy.steps.length;
      yield { search: { ...search, answers: [...search.answers] }, anatomy };
      if (search.outcome !== null) return;
      await sleep(log.runtime, INTERVAL_MS, signal);
      if (!changed && !signal?.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = undefined;
      }
    }
  } finally {
    unfollow();
    signal?.removeEventListener('abort', onAbort);
  }
}
