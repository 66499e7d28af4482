import { empiricalCdf, statisticsOf } from '../../statistics/statistics';
import { CURVES, FIGURE_NAMES, type FigureName } from './figures';
import type { Curves, FigureTable, PeerCosts, SearchCosts, Step } from './metrics-schema';
import { recallOf, redundancyOf } from './search-stats';

/** The values behind the figures: what was measured, one search, one answer or one peer each. */
export type Samples = Readonly<Record<FigureName, readonly number[]>>;

/** What the samples are taken from. */
export interface Measured {
  readonly searches: readonly SearchCosts[];
  readonly peers: readonly PeerCosts[];
  /** Length of each live hosted peer's neighbour table. */
  readonly degrees: readonly number[];
}

/** Shares are in hundredths. A search without an answer has no hops and no latency; it counts in everything else. */
export function samplesOf(measured: Measured): Samples {
  const answers = measured.searches.flatMap((search) => search.answers);
  return {
    ...samplesBesideAnswers(measured, firstAnswer),
    hops: answers.map(({ hops }) => hops),
    latency: answers.map(({ latencyMs }) => latencyMs),
  };
}

/** The same without a look at every answer: there may be millions of them. @param firstOf the first answer to a search */
export function samplesBesideAnswers(
  { searches, peers, degrees }: Measured,
  firstOf: typeof firstAnswer,
): Omit<Samples, 'hops' | 'latency'> {
  const firsts = searches.flatMap((search) => firstOf(search) ?? []);
  const present = (value: number | null) => (value === null ? [] : [100 * value]);
  return {
    firstHops: firsts.map(({ hops }) => hops),
    firstLatency: firsts.map(({ latencyMs }) => latencyMs),
    searchMessages: searches.map(({ messages }) => messages),
    redundancy: searches.flatMap((search) => present(redundancyOf(search))),
    recall: searches.flatMap((search) => present(recallOf(search))),
    peerMessages: peers.map(({ messagesIn, messagesOut }) => messagesIn + messagesOut),
    peerMessagesIn: peers.map(({ messagesIn }) => messagesIn),
    peerMessagesOut: peers.map(({ messagesOut }) => messagesOut),
    peerBytes: peers.map(({ bytesIn, bytesOut }) => bytesIn + bytesOut),
    answered: peers.map(({ answered }) => answered),
    forwarded: peers.map(({ forwarded }) => forwarded),
    degree: degrees,
  };
}

/** The answer that was here first. */
export function firstAnswer({ answers }: SearchCosts): SearchCosts['answers'][number] | null {
  let first: SearchCosts['answers'][number] | null = null;
  for (const answer of answers) if (first === null || answer.latencyMs < first.latencyMs) first = answer;
  return first;
}

export function tableOf(samples: Samples): FigureTable {
  return byFigure((name) => statisticsOf(samples[name]));
}

/** @param shape what is done to each curve, such as leaving out steps that cannot be seen */
export function curvesOf(
  samples: Samples,
  shape: (steps: Step[]) => readonly Step[] = (steps) => steps,
): Curves {
  const entries = CURVES.map((name) => [name, shape(empiricalCdf(samples[name]))]);
  return Object.fromEntries(entries) as Curves;
}

function byFigure<T>(make: (name: FigureName) => T): Readonly<Record<FigureName, T>> {
  return Object.fromEntries(FIGURE_NAMES.map((name) => [name, make(name)])) as Record<FigureName, T>;
}
