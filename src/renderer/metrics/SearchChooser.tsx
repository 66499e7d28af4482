import type { SearchChoice, SearchGroup } from '../../shared/network/metrics/metrics-schema';
import type { StrategyKind } from '../../shared/strategy';
import { classNames } from '../components/class-names';
import fields from '../components/fields.module.css';
import { useCurrentLab } from '../lab/context';
import { count } from '../words/count';
import { STRATEGY_NAMES } from '../words/searches';
import { metrics, useMetrics } from './metrics-store';

const fx = classNames(fields);

const EVERY = 'every';

/** Which searches the figures and plots are about: all of them, those of a strategy, or of it with one time-to-live. */
export function SearchChooser() {
  const lab = useCurrentLab();
  const groups = useMetrics((state) => state.report?.groups) ?? [];
  const choice = useMetrics((state) => state.choice);
  const options = optionsOf(groups);
  const chosen = keyOf(choice);
  return (
    <select
      aria-label="Searches measured"
      className={fx('select', 'quiet')}
      value={chosen}
      onChange={(event) => {
        const option = options.find(({ key }) => key === event.target.value);
        metrics(lab).setState({ choice: option?.choice ?? {} });
      }}
    >
      {options.map(({ key, words }) => (
        <option key={key} value={key}>
          {words}
        </option>
      ))}
      {!options.some(({ key }) => key === chosen) && <option value={chosen}>No such search</option>}
    </select>
  );
}

interface ChooserOption {
  readonly key: string;
  readonly words: string;
  readonly choice: SearchChoice;
}

/** @returns every strategy, and each of its time-to-lives where it was measured with several */
export function optionsOf(groups: readonly SearchGroup[]): ChooserOption[] {
  const options: ChooserOption[] = [{ key: EVERY, words: 'All searches', choice: {} }];
  for (const strategy of Object.keys(STRATEGY_NAMES) as StrategyKind[]) {
    const ofIt = groups
      .filter((group) => group.strategy === strategy)
      .sort((one, other) => one.timeToLive - other.timeToLive);
    if (ofIt.length === 0) continue;
    const reach = strategy === 'random-walk' ? 'steps' : 'time-to-live';
    const sum = ofIt.reduce((all, { searches }) => all + searches, 0);
    if (ofIt.length > 1) {
      const words = `${STRATEGY_NAMES[strategy]} (${count(sum, 'search', 'searches')})`;
      options.push({ key: keyOf({ strategy }), words, choice: { strategy } });
    }
    for (const { timeToLive, searches } of ofIt) {
      const choice = { strategy, timeToLive };
      const words = `${STRATEGY_NAMES[strategy]}, ${reach} ${timeToLive} (${count(searches, 'search', 'searches')})`;
      options.push({ key: keyOf(choice), words, choice });
    }
  }
  return options;
}

function keyOf({ strategy, timeToLive }: SearchChoice): string {
  return strategy === undefined ? EVERY : `${strategy} ${timeToLive ?? ''}`;
}
