import { empiricalCdf, type Statistics, type Step, statisticsOf } from '../statistics';
import type { PeerCosts } from './measure/peer-costs';
import { recallOf, redundancyOf, type SearchCosts } from './measure/search-costs';

/** Every figure that is reported, in the order of the table. */
export const FIGURE_NAMES = [
  'firstHops',
  'hops',
  'firstLatency',
  'latency',
  'searchMessages',
  'redundancy',
  'recall',
  'peerMessages',
  'peerMessagesIn',
  'peerMessagesOut',
  'peerOctets',
  'answered',
  'forwarded',
  'degree',
] as const;
export type FigureName = (typeof FIGURE_NAMES)[number];

interface FigureWords {
  readonly title: string;
  /** What stands behind a value. */
  readonly unit: string;
  /** What is counted: one value for each of these. */
  readonly of: string;
  /** Counted, not measured: there is nothing between two whole numbers. */
  readonly whole: boolean;
}

export const FIGURES: Readonly<Record<FigureName, FigureWords>> = {
  firstHops: { title: 'Hops, first answer', unit: 'hops', of: 'searches answered', whole: true },
  hops: { title: 'Hops, every answer', unit: 'hops', of: 'answers', whole: true },
  firstLatency: { title: 'Latency, first answer', unit: 'ms', of: 'searches answered', whole: false },
  latency: { title: 'Latency, every answer', unit: 'ms', of: 'answers', whole: false },
  searchMessages: { title: 'Messages a search', unit: 'messages', of: 'searches', whole: true },
  redundancy: { title: 'Redundancy', unit: '%', of: 'searches', whole: false },
  recall: { title: 'Recall', unit: '%', of: 'searches that could be answered', whole: false },
  peerMessages: { title: 'Messages a peer', unit: 'messages', of: 'peers', whole: true },
  peerMessagesIn: { title: 'Messages a peer, in', unit: 'messages', of: 'peers', whole: true },
  peerMessagesOut: { title: 'Messages a peer, out', unit: 'messages', of: 'peers', whole: true },
  peerOctets: { title: 'Octets a peer, in and out', unit: 'octets', of: 'peers', whole: true },
  answered: { title: 'Searches a peer answered', unit: 'searches', of: 'peers', whole: true },
  forwarded: { title: 'SER a peer forwarded', unit: 'messages', of: 'peers', whole: true },
  degree: { title: 'Degree', unit: 'neighbours', of: 'live peers', whole: true },
};

/** The values behind the figures: what was measured, one search, one answer or one peer each. */
export type Samples = Readonly<Record<FigureName, readonly number[]>>;
export type FigureTable = Readonly<Record<FigureName, Statistics | null>>;

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
    peerOctets: peers.map(({ octetsIn, octetsOut }) => octetsIn + octetsOut),
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

/** The figures of which curves are drawn. */
export const CURVES = ['firstHops', 'hops', 'firstLatency', 'latency', 'peerMessages', 'degree'] as const;
type CurveName = (typeof CURVES)[number];
export type Curves = Readonly<Record<CurveName, readonly Step[]>>;

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
