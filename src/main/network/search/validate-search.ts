import { wordsOf } from '../../../shared/network/search/query-matching';
import { failed, ok, type Result } from '../../../shared/problem';
import { checkFileName } from '../../../shared/protocol/names';
import type { Settings } from '../../../shared/settings/settings';
import type { SearchStrategy } from '../../../shared/strategy';

/** Checks what a person typed. @returns the query without blanks around it, or what is wrong with it */
export function checkQuery(text: string): Result<string> {
  const query = text.trim();
  if (query === '') return failed('bad-input', 'There is nothing to search for. Type a word of a file name.');
  const checked = checkFileName(query);
  if (!checked.ok) {
    return failed('bad-input', `No file could be found so: ${checked.error.sentence}.`);
  }
  if (wordsOf(query).length === 0) {
    return failed('bad-input', 'There is no word in it to search for. Type a word of a file name.');
  }
  return ok(query);
}

/** @param timeToLive the network's, by which peers stop passing questions on whatever the asker would like */
export function checkStrategy(strategy: SearchStrategy, timeToLive: number): Result {
  if (strategy.kind === 'random-walk' || strategy.timeToLive <= timeToLive) return ok();
  return failed(
    'bad-input',
    `Peers pass a question on at most ${timeToLive} times, not ${strategy.timeToLive}. Ask for less, or raise the time-to-live in the settings.`,
  );
}

/** @returns how a search spreads when nobody says otherwise */
export function strategyOf({ searchStrategy, timeToLive, walkers, walkLength }: Settings): SearchStrategy {
  return searchStrategy === 'random-walk'
    ? { kind: searchStrategy, walkers, length: walkLength }
    : { kind: searchStrategy, timeToLive };
}
