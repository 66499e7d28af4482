import { Check, X } from 'lucide-react';
import { shortFigure } from '../../shared/charts/cdf-chart';
import { EXPERIMENT_VARIANTS } from '../../shared/experiment/experiment';
import type {
  ExperimentCheck,
  ExperimentReport,
  ExperimentRound,
} from '../../shared/experiment/experiment-report';
import { classNames } from '../components/class-names';
import { count, listed } from '../words/count';
import css from './ExperimentResult.module.css';
import { FigureTable } from './FigureTable';
import { Plots } from './Plots';

const cx = classNames(css);

/** What the experiment found: before and after side by side, each round's figures, and whether every step held. */
export function ExperimentResult({ report, plotHeight }: { report: ExperimentReport; plotHeight: number }) {
  const { options, rounds, checks } = report;
  const runs = rounds.map(({ title, curves }) => ({ name: title, curves }));
  const failed = checks.filter(({ ok }) => !ok).length;
  return (
    <>
      <p className={cx('summary', !report.ok && 'bad')}>
        {report.ok ? 'Every step did what it should' : `${count(failed, 'step')} did not do what it should`}:{' '}
        {EXPERIMENT_VARIANTS[options.variant].title}, {count(options.peers, 'peer')},{' '}
        {count(options.askers, 'asker')}, {count(options.queries, 'query', 'queries')}, seed {options.seed},
        in {shortFigure(report.milliseconds / 1_000)} s. {listed(report.left)} left in order
        {report.crashed.length > 0 && `, ${listed(report.crashed)} crashed`}.
      </p>
      <Plots runs={runs} height={plotHeight} />
      {rounds.map(({ name, title, figures }) => (
        <FigureTable key={name} caption={`Figures, ${title}`} figures={figures} />
      ))}
      <QueryTable rounds={rounds} />
      <h3 className={cx('heading')}>Steps</h3>
      <ul>
        {checks.map((check) => (
          <Step key={check.what} check={check} />
        ))}
      </ul>
    </>
  );
}

function Step({ check: { what, ok, found } }: { check: ExperimentCheck }) {
  const Icon = ok ? Check : X;
  return (
    <li className={cx('step', !ok && 'bad')}>
      <Icon size={14} aria-label={ok ? 'held' : 'did not hold'} />
      <span>{what}</span>
      <span className={cx('found')}>{found}</span>
    </li>
  );
}

/** Mean messages that each query cost, round by round. */
function QueryTable({ rounds }: { rounds: readonly ExperimentRound[] }) {
  const [first] = rounds;
  if (!first) return null;
  return (
    <table className={cx('queries')}>
      <caption className={cx('heading')}>
        Cost of each query: mean messages, and hops to the first answer
      </caption>
      <thead>
        <tr>
          <th scope="col">Query</th>
          {rounds.map(({ name, title }) => (
            <th key={name} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {first.queries.map(({ query }) => (
          <tr key={query}>
            <th scope="row">{query}</th>
            {rounds.map((round) => (
              <td key={round.name}>{costOf(round, query)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function costOf({ queries }: ExperimentRound, query: string): string {
  const cost = queries.find((one) => one.query === query);
  if (!cost) return '–';
  return `${shortFigure(cost.messages)} · ${cost.hops === null ? 'no answer' : shortFigure(cost.hops)}`;
}
