import { GitCompareArrows, RotateCcw, Waypoints, X } from 'lucide-react';
import { MenuTrigger, Popover } from 'react-aria-components';
import type { Search } from '../../shared/network/state/snapshot-schema';
import type { NetworkState } from '../../shared/network/state/state';
import type { SearchStrategy } from '../../shared/strategy';
import { printable } from '../../shared/text/printable';
import type { ActionEntry } from '../actions/action';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import { Empty } from '../components/Empty';
import overlay from '../components/overlay.module.css';
import { useCurrentLab, useNetwork } from '../lab/context';
import type { Lab } from '../lab/lab';
import { ActionMenu } from '../menus/ActionMenu';
import { namesAt } from '../words/names';
import { resultWords, ringWords, standingOf, strategyWords } from '../words/searches';
import { askAgain, cancelSearch } from './ask';
import { Comparison } from './Comparison';
import { Results } from './Results';
import css from './SearchDetail.module.css';
import { chooseSearch, compareWith, showOnCanvas, useSearchPanel } from './search-panel';

const cx = classNames(css);
const ox = classNames(overlay);

/** Others that a search can be put beside. */
const MOST_OFFERED = 20;

/** What came of the search that is looked at, or how two of them compare. */
export function SearchDetail() {
  const lab = useCurrentLab();
  const network = useNetwork();
  const panel = useSearchPanel((state) => state);
  const search = panel.chosen === null ? undefined : network.searches.get(panel.chosen);
  if (!search) {
    const [last] = [...network.searches.keys()].slice(-1);
    return (
      <Empty
        {...(last === undefined
          ? {}
          : {
              action: (
                <Button label="Show the last one" look="outlined" onPress={() => chooseSearch(lab, last)} />
              ),
            })}
      >
        Results of a search stand here, and its messages on the canvas: whom it reached, after how many hops,
        and what was asked twice.
      </Empty>
    );
  }
  const other = panel.compared === null ? undefined : network.searches.get(panel.compared);
  const anatomy = panel.anatomies.get(search.id);
  return (
    <section className={cx('detail')} aria-label="Search">
      <header className={cx('head')}>
        <h3 className={cx('title')}>
          <span className={`${cx('query')} selectable`}>“{printable(search.query)}”</span>
          <span className={cx('how')}>from {namesAt(network, search.seq)(search.peer)}</span>
        </h3>
        <Buttons network={network} search={search} onCanvas={panel.onCanvas === search.id} />
      </header>
      {other ? (
        <Comparison network={network} searches={[search, other]} />
      ) : (
        <>
          <p className={cx('words')} role="status">
            {strategyWords(search.strategy)}, {standingOf(search)}
            {ringWords(search)}. {resultWords(search, anatomy)}
            {panel.forgotten.has(search.id) && ' Its messages are no longer kept.'}
          </p>
          <Results network={network} search={search} />
        </>
      )}
    </section>
  );
}

interface ButtonsProps {
  readonly network: NetworkState;
  readonly search: Search;
  readonly onCanvas: boolean;
}

function Buttons({ network, search, onCanvas }: ButtonsProps) {
  const lab = useCurrentLab();
  const comparing = useSearchPanel((panel) => panel.compared !== null);
  const forgotten = useSearchPanel((panel) => panel.forgotten.has(search.id));
  return (
    <div className={cx('buttons')}>
      {search.outcome === null && (
        <Button label="Cancel" icon={X} look="outlined" onPress={() => void cancelSearch(lab, search.id)} />
      )}
      <Button
        label="Anatomy"
        icon={Waypoints}
        look="outlined"
        pressed={onCanvas && !forgotten}
        disabled={forgotten}
        meaning="Its messages, on the canvas"
        onPress={() => showOnCanvas(lab, onCanvas ? null : search.id)}
      />
      <Menu label="Search again with…" icon={RotateCcw} entries={againEntries(lab, network, search)} />
      {comparing ? (
        <Button label="End comparison" icon={X} look="outlined" onPress={() => compareWith(lab, null)} />
      ) : (
        <Menu label="Compare with…" icon={GitCompareArrows} entries={otherEntries(lab, network, search)} />
      )}
    </div>
  );
}

interface MenuProps {
  readonly label: string;
  readonly icon: typeof X;
  readonly entries: readonly ActionEntry[];
}

function Menu({ label, icon, entries }: MenuProps) {
  return (
    <MenuTrigger>
      <Button label={label} icon={icon} look="outlined" disabled={entries.length === 0} />
      <Popover className={ox('popover')} placement="bottom end" offset={4}>
        <ActionMenu label={label} groups={[{ id: 'all', entries }]} />
      </Popover>
    </MenuTrigger>
  );
}

/** The same question by other strategies, and by as many hops as the network allows. */
function againEntries(lab: Lab, { settings }: NetworkState, search: Search): ActionEntry[] {
  const { timeToLive, walkers, walkLength: length } = settings;
  const others: SearchStrategy[] = [];
  for (let hops = 0; hops <= Math.min(timeToLive, 6); hops += 1)
    others.push({ kind: 'flood', timeToLive: hops });
  if (timeToLive > 6) others.push({ kind: 'flood', timeToLive });
  others.push({ kind: 'expanding-ring', timeToLive }, { kind: 'random-walk', walkers, length });
  return others.map((strategy) => ({
    id: strategyWords(strategy),
    label: strategyWords(strategy),
    refusal: null,
    run: () => void askAgain(lab, search, strategy),
  }));
}

/** Other searches, those for the same from the same peer first. */
function otherEntries(lab: Lab, network: NetworkState, search: Search): ActionEntry[] {
  const sameness = ({ peer, query }: Search) =>
    Number(peer === search.peer) + 2 * Number(query === search.query);
  const others = [...network.searches.values()].reverse().filter(({ id }) => id !== search.id);
  others.sort((one, other) => sameness(other) - sameness(one));
  return others.slice(0, MOST_OFFERED).map((other) => ({
    id: other.id,
    label: `“${printable(other.query)}” from ${namesAt(network, other.seq)(other.peer)}: ${strategyWords(other.strategy)}`,
    refusal: null,
    run: () => compareWith(lab, other.id),
  }));
}
