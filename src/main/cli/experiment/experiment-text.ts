import { shortFigure } from '../../../shared/charts/cdf-chart';
import { EXPERIMENT_VARIANTS } from '../../../shared/experiment/experiment';
import type { ExperimentReport, ExperimentRound } from '../../../shared/experiment/experiment-report';
import { FIGURES, type FigureName } from '../../../shared/network/metrics/figures';
import { printable } from '../../../shared/text/printable';

/** The figures that the course requires, in its order. */
const REPORTED: readonly FigureName[] = [
  'firstHops',
  'firstLatency',
  'searchMessages',
  'redundancy',
  'recall',
  'peerMessages',
  'degree',
];
const COLUMNS = ['min', 'max', 'average', 'std. dev.', 'p50', 'p95'];
const WIDTH = 10;
const NAME = 30;
const SHOWN_QUERIES = 10;

/** The report for a terminal. */
export function experimentText(report: ExperimentReport): string {
  const { options, rounds, checks, file } = report;
  const lines = [
    `${EXPERIMENT_VARIANTS[options.variant].title}: ${options.peers} peers, ${options.askers} askers, ${options.queries} queries, seed ${options.seed}, time-to-live ${report.timeToLive}, ${(report.milliseconds / 1000).toFixed(1)} s`,
    `searching peers: ${listed(report.askers)}; left in order: ${listed(report.left)}; crashed: ${listed(report.crashed)}`,
    ...(file
      ? [
          `file: ${file.name}, ${file.bytes.toLocaleString('en-US')} bytes, from ${file.holder} to ${file.fetchedBy}`,
        ]
      : []),
    '',
    ...rounds.flatMap(roundLines),
    ...queryLines(rounds),
    'Checks',
    ...checks.map(({ what, ok, found }) => `  ${ok ? 'ok    ' : 'FAILED'} ${what}: ${printable(found)}`),
    '',
    report.ok ? 'Every step succeeded.' : 'Not every step succeeded.',
  ];
  return `${lines.join('\n')}\n`;
}

function roundLines({ title, figures }: ExperimentRound): string[] {
  return [
    `${title.padEnd(NAME)}${COLUMNS.map((column) => column.padStart(WIDTH)).join('')}`,
    ...REPORTED.map((name) => {
      const found = figures[name];
      const values = found
        ? [found.min, found.max, found.mean, found.standardDeviation, found.p50, found.p95]
        : [];
      const { title: words, unit } = FIGURES[name];
      const label = `  ${words}${unit === 'ms' || unit === '%' ? ` (${unit})` : ''}`;
      const cells = COLUMNS.map((_, index) => cell(values[index] ?? null).padStart(WIDTH));
      return `${label.padEnd(NAME)}${cells.join('')}`;
    }),
    '',
  ];
}

/** The queries with the most messages, before and after. */
function queryLines(rounds: readonly ExperimentRound[]): string[] {
  const [first] = rounds;
  if (!first) return [];
  const dearest = [...first.queries]
    .sort((one, other) => other.messages - one.messages)
    .slice(0, SHOWN_QUERIES);
  return [
    `${'Messages a query (highest)'.padEnd(NAME + 4)}${rounds.map(({ title }) => title.padStart(16)).join('')}`,
    ...dearest.map(({ query }) => {
      const costs = rounds.map(({ queries }) => queries.find((one) => one.query === query)?.messages ?? null);
      return `  ${printable(query)
        .slice(0, NAME)
        .padEnd(NAME + 2)}${costs.map((cost) => cell(cost).padStart(16)).join('')}`;
    }),
    '',
  ];
}

function cell(value: number | null): string {
  return value === null ? '–' : shortFigure(value);
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}
