import { ListBox, ListBoxItem } from 'react-aria-components';
import type { SearchId } from '../../shared/network/events';
import type { Search } from '../../shared/network/state/snapshot-schema';
import type { NetworkState } from '../../shared/network/state/state';
import { printable } from '../../shared/text/printable';
import { classNames } from '../components/class-names';
import { Empty } from '../components/Empty';
import { useCurrentLab, useNetwork } from '../lab/context';
import { count } from '../words/count';
import { namesAt } from '../words/names';
import { shortStrategy } from '../words/searches';
import css from './SearchHistory.module.css';
import { chooseSearch, useSearchPanel } from './search-panel';

const cx = classNames(css);

/** The last searches, newest first. */
export function SearchHistory() {
  const lab = useCurrentLab();
  const network = useNetwork();
  const chosen = useSearchPanel((panel) => panel.chosen);
  const searches = [...network.searches.values()].reverse();
  if (searches.length === 0) {
    return <Empty>Searches are listed here. Type words of a file name, and press Enter.</Empty>;
  }
  return (
    <ListBox
      aria-label="Searches"
      className={cx('list')}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={chosen === null ? [] : [chosen]}
      onSelectionChange={(keys) => {
        const [id] = keys === 'all' ? [] : keys;
        if (id !== undefined) chooseSearch(lab, id as SearchId);
      }}
      items={searches.map((search) => ({ id: search.id, search, network }))}
    >
      {({ search }) => <Line network={network} search={search} />}
    </ListBox>
  );
}

function Line({ network, search }: { network: NetworkState; search: Search }) {
  const { id, seq, query, peer, strategy, answers, outcome } = search;
  const holders = new Set(answers.map(({ holder }) => holder)).size;
  const came = holders > 0 ? count(holders, 'holder') : outcome === null ? 'searching…' : 'none';
  return (
    <ListBoxItem id={id} textValue={printable(query)} className={cx('item')}>
      <span className={cx('query')}>{printable(query)}</span>
      <span className={cx('came', holders > 0 && 'found')}>{came}</span>
      <span className={cx('how')}>
        {namesAt(network, seq)(peer)} · {shortStrategy(strategy)}
      </span>
    </ListBoxItem>
  );
}
