import type { ExperimentRound, QueryCost } from '../../shared/experiment/experiment-report';
import type { PeerId } from '../../shared/network/events';
import { Metrics } from '../../shared/network/metrics/metrics';
import type { SearchCosts } from '../../shared/network/metrics/metrics-schema';
import { curvesOf, firstAnswer, samplesOf, tableOf } from '../../shared/network/metrics/samples';
import type { EventLog } from '../network/log/event-log';

/** One round: every searching peer searches for every query, one after the other, and only that is measured. */
export interface RoundOptions {
  readonly name: string;
  readonly title: string;
  readonly log: EventLog;
  readonly askers: readonly PeerId[];
  readonly queries: readonly string[];
  /** Searches, and resolves once the search has ended. */
  readonly search: (peer: PeerId, query: string) => Promise<void>;
  readonly onSearched: (asked: number) => void;
  readonly signal: AbortSignal;
}

export async function runRound(options: RoundOptions): Promise<ExperimentRound> {
  const { name, title, log, askers, queries, search: ask, onSearched, signal } = options;
  const metrics = new Metrics(log.state, askers.length * queries.length);
  const fromSeq = log.state.seq + 1;
  const unsubscribe = log.subscribe((event) => metrics.add(event));
  let asked = 0;
  try {
    for (const asker of askers) {
      for (const query of queries) {
        signal.throwIfAborted();
        await ask(asker, query);
        asked += 1;
        onSearched(asked);
      }
    }
  } finally {
    unsubscribe();
  }
  const measured = metrics.measured(log.state);
  const samples = samplesOf(measured);
  const { searches, peers } = metrics.detail(log.state);
  return {
    name,
    title,
    fromSeq,
    toSeq: log.state.seq,
    figures: tableOf(samples),
    curves: curvesOf(samples),
    queries: costsByQuery(searches),
    peers,
    searches,
  };
}

/** One line for each different query, in the order of the searches. */
function costsByQuery(searches: readonly SearchCosts[]): QueryCost[] {
  const groups = new Map<string, SearchCosts[]>();
  for (const search of searches) {
    const group = groups.get(search.query);
    if (group) group.push(search);
    else groups.set(search.query, [search]);
  }
  return [...groups].map(([query, group]) => {
    const firsts = group.flatMap((search) => firstAnswer(search) ?? []);
    return {
      query,
      asked: group.length,
      answered: firsts.length,
      messages: mean(group.map(({ messages }) => messages)) ?? 0,
      hops: mean(firsts.map(({ hops }) => hops)),
      latencyMs: mean(firsts.map(({ latencyMs }) => latencyMs)),
    };
  });
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
