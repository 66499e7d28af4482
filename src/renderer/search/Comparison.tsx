import { Button as AriaButton } from 'react-aria-components';
import type { Anatomy } from '../../shared/network/search/anatomy-schema';
import type { Search } from '../../shared/network/state/snapshot-schema';
import type { NetworkState } from '../../shared/network/state/state';
import { printable } from '../../shared/text/printable';
import { classNames } from '../components/class-names';
import { Explained } from '../components/Explained';
import { Tip } from '../components/Tip';
import { useCurrentLab } from '../lab/context';
import { namesAt } from '../words/names';
import { shortStrategy, strategyWords } from '../words/searches';
import css from './Comparison.module.css';
import { COMPARED, type ComparedFigure } from './comparison';
import { showOnCanvas, useSearchPanel } from './search-panel';

const cx = classNames(css);

interface ComparisonProps {
  readonly network: NetworkState;
  readonly searches: readonly [Search, Search];
}

/** Two searches side by side: what each cost, and what it brought. One of them is on the canvas. */
export function Comparison({ network, searches }: ComparisonProps) {
  const lab = useCurrentLab();
  const anatomies = useSearchPanel((panel) => panel.anatomies);
  const onCanvas = useSearchPanel((panel) => panel.onCanvas);
  const [first, second] = searches;
  const sameOrigin = first.peer === second.peer && first.query === second.query;
  return (
    <table className={cx('table')} aria-label="Comparison">
      <thead>
        <tr>
          <td />
          {COMPARED.map(({ label, meaning }) => (
            <th key={label} scope="col">
              <Explained by={meaning}>{label}</Explained>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {searches.map((search) => (
          <tr key={search.id}>
            <th scope="row">
              <Tip name={`${strategyWords(search.strategy)}: show it on the canvas`}>
                <AriaButton
                  className={cx('which', onCanvas === search.id && 'shown')}
                  aria-pressed={onCanvas === search.id}
                  aria-label={strategyWords(search.strategy)}
                  onPress={() => showOnCanvas(lab, search.id)}
                >
                  {shortStrategy(search.strategy)}
                </AriaButton>
              </Tip>
              {!sameOrigin && (
                <span className={cx('aside')}>
                  “{printable(search.query)}” from {namesAt(network, search.seq)(search.peer)}
                </span>
              )}
            </th>
            {COMPARED.map((figure) => (
              <Cell key={figure.label} figure={figure} search={search} anatomy={anatomies.get(search.id)} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface CellProps {
  readonly figure: ComparedFigure;
  readonly search: Search;
  /** Not here yet, or no longer kept. */
  readonly anatomy: Anatomy | undefined;
}

function Cell({ figure, search, anatomy }: CellProps) {
  const { main, aside } = anatomy ? figure.of(search, anatomy) : { main: '–' };
  return (
    <td>
      {main}
      {aside && <span className={cx('aside')}>{aside}</span>}
    </td>
  );
}
