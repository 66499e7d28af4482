import { wordsOf } from '../../../shared/network/search/query-matching';
import { failed, ok, type Result } from '../../../shared/problem';
import { checkFileName } from '../../../shared/protocol/names';
import type { Settings } from '../../../shared/settings/settings';
import type { SearchStrategy } from '../../../shared/strategy';

/** Checks a typed query. @returns the query without surrounding spaces, or the problem */
export function checkQuery(text: string): Result<string> {
  const query = text.trim();
  if (query === '') return failed('bad-input', 'The query is empty. Type a word of a file name.');
  const checked = checkFileName(query);
  if (!checked.ok) {
    return failed('bad-input', `No file name can match: ${checked.error.sentence}.`);
  }
  if (wordsOf(query).length === 0) {
    return failed('bad-input', 'The query contains no word. Type a word of a file name.');
  }
  return ok(query);
}

/** @param timeToLive that of the network, at which peers stop forwarding, independent of the origin */
export function checkStrategy(strategy: SearchStrategy, timeToLive: number): Result {
  if (strategy.kind === 'random-walk' || strategy.timeToLive <= timeToLive) return ok();
  return failed(
    'bad-input',
    `Peers forward a query at most ${timeToLive} times, not ${strategy.timeToLive}. Enter less, or raise the time-to-live in the settings.`,
  );
}

/** @returns the default strategy */
export function strategyOf({ searchStrategy, timeToLive, walkers, walkLength }: Settings): SearchStrategy {
  return searchStrategy === 'random-walk'
    ? { kind: searchStrategy, walkers, length: walkLength }
    : { kind: searchStrategy, timeToLive };
}
