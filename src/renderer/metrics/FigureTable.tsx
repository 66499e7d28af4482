import { shortFigure } from '../../shared/charts/cdf-chart';
import { FIGURE_NAMES, FIGURES, type FigureName } from '../../shared/network/metrics/figures';
import type { FigureTable as Figures } from '../../shared/network/metrics/metrics-schema';
import { STATISTIC_COLUMNS } from '../../shared/network/metrics/metrics-tables';
import { classNames } from '../components/class-names';
import css from './FigureTable.module.css';

const cx = classNames(css);

const COLUMN_WORDS: Readonly<Record<(typeof STATISTIC_COLUMNS)[number], string>> = {
  count: 'Count',
  min: 'Min',
  max: 'Max',
  mean: 'Mean',
  standardDeviation: 'Std. dev.',
  p50: 'p50',
  p95: 'p95',
  p99: 'p99',
};

interface FigureTableProps {
  readonly caption: string;
  readonly figures: Figures;
}

/** The figures with their spread. What nothing was measured for stays in its place, so that rows do not jump. */
export function FigureTable({ caption, figures }: FigureTableProps) {
  return (
    <table className={cx('table')}>
      <caption className={cx('caption')}>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Figure</th>
          {STATISTIC_COLUMNS.map((column) => (
            <th key={column} scope="col">
              {COLUMN_WORDS[column]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {FIGURE_NAMES.map((name) => (
          <Row key={name} name={name} figures={figures} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ name, figures }: { name: FigureName; figures: Figures }) {
  const { title, unit } = FIGURES[name];
  const found = figures[name];
  return (
    <tr>
      <th scope="row">
        {title} <span className={cx('unit')}>{unit}</span>
      </th>
      {STATISTIC_COLUMNS.map((column) => {
        const value = found?.[column] ?? null;
        return <td key={column}>{value === null ? '–' : shortFigure(value)}</td>;
      })}
    </tr>
  );
}
