import { z } from 'zod';
import { identity, problemDescription } from './description-parts';
import {
  type ExperimentCheck,
  type ExperimentProgress,
  type ExperimentReport,
  type ExperimentState,
  type FileJourney,
  type QueryCost,
  VARIANT_NAMES,
} from './experiment';
import { CURVES, type Curves, FIGURE_NAMES, FIGURES, type FigureTable } from './network/figures';
import type { PeerCosts } from './network/measure/peer-costs';
import type { SearchCosts } from './network/measure/search-costs';
import type { Second } from './network/measure/traffic-rate';
import type { MetricsDetail, MetricsReport } from './network/metrics';
import type { Statistics } from './statistics';
import { STRATEGY_KINDS } from './strategy';

/** What is measured, in words, for whoever writes a program against the API. Nothing is checked by these. */

const count = z.int().min(0);
const time = z.number().describe('Milliseconds since 1970 (UTC).');
const peerId = z.string().describe('A peer, by its address ip:port.');
const counts = z.record(z.string(), count).describe('By verb.');

const statistics: z.ZodType<Statistics> = z.object({
  count,
  min: z.number(),
  max: z.number(),
  mean: z.number(),
  standardDeviation: z.number().nullable().describe('Of the sample (n − 1); null for a single value.'),
  p50: z.number().describe('Quantiles are of type 1 of Hyndman and Fan (1996): values that were measured.'),
  p95: z.number(),
  p99: z.number(),
});

function each<Name extends string, T>(names: readonly Name[], make: (name: Name) => z.ZodType<T>) {
  return z.object(Object.fromEntries(names.map((name) => [name, make(name)])));
}

const figures = each(FIGURE_NAMES, (name) =>
  statistics
    .nullable()
    .describe(
      `${FIGURES[name].title} (${FIGURES[name].unit}), one value for each of the ${FIGURES[name].of}; null where there are none.`,
    ),
) as unknown as z.ZodType<FigureTable>;

const curves = each(CURVES, (name) =>
  z
    .array(z.object({ value: z.number(), share: z.number().min(0).max(1) }))
    .describe(`Empirical CDF of “${FIGURES[name].title}”: the share of values no larger.`),
) as unknown as z.ZodType<Curves>;

const strategy = z.enum(STRATEGY_KINDS);

const search = z.object({
  search: z.string(),
  peer: peerId.describe('Who asked.'),
  asker: z
    .object({ identity, name: z.string() })
    .nullable()
    .describe('Which peer had that address then, and what it was called.'),
  query: z.string(),
  strategy,
  timeToLive: count.describe(
    'How often a question was passed on at most; of a random walk, how many peers a walker visited at most.',
  ),
  at: time,
  outcome: z.enum(['complete', 'found', 'cancelled', 'nobody']).nullable().describe('Null while it goes on.'),
  messages: count.describe('Everything that crossed the wire for it, each message once.'),
  received: count.describe('SER of it that arrived at peers of this lab.'),
  reached: count.describe('How many different peers those were, the asker apart.'),
  answers: z.array(z.object({ holder: peerId, hops: count, latencyMs: z.number() })),
  holders: count.describe('Live peers, the asker apart, that shared a matching file when it began.'),
  found: count.describe('How many of those answered.'),
}) as unknown as z.ZodType<SearchCosts>;

const costs = {
  peer: peerId,
  identity,
  name: z.string().describe('As it was called; another peer may have its address by now.'),
  removed: z.boolean().describe('It was removed; its costs stay.'),
  in: counts,
  out: counts,
  messagesIn: count,
  messagesOut: count,
  undelivered: count.describe('Messages that it could not send.'),
  octetsIn: count,
  octetsOut: count,
  answered: count.describe('Searches of others for which it sent files back.'),
  forwarded: count.describe('SER that it passed on for others.'),
} satisfies Record<keyof PeerCosts, z.ZodType>;

const peers = z.array(z.object({ ...costs, degree: count })) as unknown as z.ZodType<MetricsDetail['peers']>;

const second = z.object({
  second: count.describe('Its beginning, in seconds since 1970 (UTC).'),
  sent: counts,
}) as unknown as z.ZodType<Second>;

export const metricsReportDescription: z.ZodType<MetricsReport> = z.object({
  at: time,
  since: time,
  searches: z.object({ made: count, running: count, answered: count }),
  groups: z
    .array(z.object({ strategy, timeToLive: count, searches: count }))
    .describe('All that was measured, by strategy and time-to-live.'),
  choice: z
    .object({ strategy: strategy.exactOptional(), timeToLive: count.exactOptional() })
    .describe('Which searches this report is about; peers are counted whatever they did it for.'),
  peers: count,
  undelivered: count.describe('Messages that could not be sent; they are in no figure.'),
  figures,
  curves,
  traffic: z.array(second).describe('The last 120 seconds in which there were messages.'),
});

export const metricsDetailDescription: z.ZodType<MetricsDetail> = z.object({
  report: metricsReportDescription,
  searches: z.array(search).describe('The last 2,000.'),
  peers,
});

const queryCost: z.ZodType<QueryCost> = z.object({
  query: z.string(),
  asked: count,
  answered: count,
  messages: z.number().describe('Mean, each time it was asked.'),
  hops: z.number().nullable().describe('Mean to the first answer; null where nobody answered.'),
  latencyMs: z.number().nullable().describe('Mean to the first answer.'),
});

const journey: z.ZodType<FileJourney> = z.object({
  name: z.string(),
  bytes: count,
  sha256: z.string(),
  holder: z.string(),
  fetchedBy: z.string(),
  hops: count.nullable(),
  latencyMs: z.number().nullable(),
  downloadMs: z.number().nullable(),
});

const check: z.ZodType<ExperimentCheck> = z.object({ what: z.string(), ok: z.boolean(), found: z.string() });

const progress: z.ZodType<ExperimentProgress> = z.object({
  step: z.enum(['network', 'file', 'departure', 'trial', 'report']),
  trial: count.describe('The trial that is asked, or prepared by a departure, from 1; 0 before the first.'),
  words: z.string(),
  share: z.number().min(0).max(1),
});

const names = z.array(z.string());
const experimentReport: z.ZodType<ExperimentReport> = z.object({
  at: time,
  milliseconds: z.number(),
  options: z.object({
    variant: z.enum(VARIANT_NAMES),
    peers: count,
    askers: count,
    seed: count,
    queries: count,
  }),
  timeToLive: count,
  askers: names,
  left: names,
  crashed: names,
  placement: z.array(z.object({ name: z.string(), files: names })),
  file: journey.nullable(),
  rounds: z.array(
    z.object({
      name: z.string().describe('`trial-1` and on.'),
      title: z.string(),
      fromSeq: count.describe('The events that were measured, both ends included.'),
      toSeq: count,
      figures,
      curves,
      queries: z.array(queryCost),
      peers,
      searches: z.array(search),
    }),
  ),
  checks: z.array(check),
  ok: z.boolean(),
});

export const experimentStateDescription: z.ZodType<ExperimentState> = z.union([
  z.object({ state: z.literal('none') }),
  z.object({ state: z.literal('running'), progress }),
  z.object({ state: z.literal('ended'), report: experimentReport }),
  z.object({ state: z.literal('failed'), problem: problemDescription }),
]);
