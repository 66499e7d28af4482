import { csv } from '../../text/csv';
import { FIGURE_NAMES, FIGURES } from './figures';
import type { FigureTable, MetricsDetail, SearchCosts } from './metrics-schema';
import { firstAnswer } from './samples';
import { recallOf, redundancyOf } from './search-stats';

/** The columns of a figure, in the order of the course. */
export const STATISTIC_COLUMNS = [
  'count',
  'min',
  'max',
  'mean',
  'standardDeviation',
  'p50',
  'p95',
  'p99',
] as const;

/** Figures of one run or of several, a line for each. */
export function figuresCsv(
  runs: readonly { readonly name: string; readonly figures: FigureTable }[],
): string {
  const rows = runs.flatMap(({ name, figures }) =>
    FIGURE_NAMES.map((figure) => {
      const { title, unit } = FIGURES[figure];
      const values = STATISTIC_COLUMNS.map((column) => figures[figure]?.[column] ?? null);
      return [name, title, unit, ...values];
    }),
  );
  return csv(['run', 'figure', 'unit', ...STATISTIC_COLUMNS], rows);
}

/** What each search cost and brought, a line for each. */
export function searchesCsv(
  runs: readonly { readonly name: string; readonly searches: readonly SearchCosts[] }[],
): string {
  const rows = runs.flatMap(({ name, searches }) =>
    searches.map((search) => {
      const first = firstAnswer(search);
      return [
        name,
        search.search,
        search.peer,
        search.asker?.name ?? null,
        search.asker?.identity ?? null,
        search.query,
        search.strategy,
        search.timeToLive,
        search.outcome,
        search.messages,
        search.reached,
        search.answers.length,
        first?.hops ?? null,
        first?.latencyMs ?? null,
        redundancyOf(search),
        recallOf(search),
      ];
    }),
  );
  const names = [
    'run',
    'search',
    'asker',
    'asker name',
    'asker identity',
    'query',
    'strategy',
    'time to live',
    'outcome',
    'messages',
    'peers reached',
    'answers',
  ];
  return csv([...names, 'first hops', 'first latency ms', 'redundancy', 'recall'], rows);
}

/** What taking part cost each peer, a line for each. */
export function peersCsv(
  runs: readonly { readonly name: string; readonly peers: MetricsDetail['peers'] }[],
): string {
  const verbs = [
    ...new Set(
      runs.flatMap(({ peers }) =>
        peers.flatMap((peer) => [...Object.keys(peer.in), ...Object.keys(peer.out)]),
      ),
    ),
  ].sort() as (keyof MetricsDetail['peers'][number]['in'])[];
  const rows = runs.flatMap(({ name, peers }) =>
    peers.map((peer) => [
      name,
      peer.peer,
      peer.name,
      peer.identity,
      peer.degree,
      peer.messagesIn,
      peer.messagesOut,
      peer.undelivered,
      peer.bytesIn,
      peer.bytesOut,
      peer.answered,
      peer.forwarded,
      ...verbs.flatMap((verb) => [peer.in[verb] ?? 0, peer.out[verb] ?? 0]),
    ]),
  );
  const names = [
    'run',
    'peer',
    'name',
    'identity',
    'degree',
    'messages in',
    'messages out',
    'messages not sent',
    'bytes in',
    'bytes out',
  ];
  return csv(
    [...names, 'answered', 'forwarded', ...verbs.flatMap((verb) => [`${verb} in`, `${verb} out`])],
    rows,
  );
}
