import { figuresCsv, peersCsv, searchesCsv } from '../network/metrics/metrics-tables';
import { csv } from '../text/csv';
import type { ExperimentReport } from './experiment-report';

/** The tables of an experiment as CSV, by name. */
export function experimentTables({ rounds }: ExperimentReport) {
  const runs = rounds.map((round) => ({ ...round, name: round.title }));
  return {
    figures: figuresCsv(runs),
    searches: searchesCsv(runs),
    peers: peersCsv(runs),
    queries: csv(
      ['run', 'query', 'asked', 'answered', 'messages', 'hops', 'latency ms'],
      runs.flatMap(({ name, queries }) =>
        queries.map(({ query, asked, answered, messages, hops, latencyMs }) => [
          name,
          query,
          asked,
          answered,
          messages,
          hops,
          latencyMs,
        ]),
      ),
    ),
  };
}
