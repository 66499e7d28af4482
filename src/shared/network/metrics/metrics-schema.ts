import { z } from 'zod';
import { count, each, identity, type Output, peerId, searchId, time, verb } from '../../contract/parts';
import { STRATEGY_KINDS } from '../../strategy';
import { outcome } from '../events';
import { CURVES, FIGURE_NAMES, FIGURES } from './figures';

const byVerb = z.partialRecord(verb, count).describe('By verb.');

const statistics = z.object({
  count,
  min: z.number(),
  max: z.number(),
  mean: z.number(),
  standardDeviation: z.number().nullable().describe('Of the sample (n − 1); null for a single value.'),
  p50: z.number().describe('Quantiles are of type 1 of Hyndman and Fan (1996): values that were measured.'),
  p95: z.number(),
  p99: z.number(),
});
export type Statistics = Output<typeof statistics>;

/** One step of an empirical CDF: from `value` on, a share `share` of all values is no larger. */
const step = z.object({ value: z.number(), share: z.number().min(0).max(1) });
export type Step = Output<typeof step>;

export const figureTable = each(FIGURE_NAMES, (name) =>
  statistics
    .nullable()
    .describe(
      `${FIGURES[name].title} (${FIGURES[name].unit}), one value for each of the ${FIGURES[name].of}; null where there are none.`,
    ),
);
export type FigureTable = Output<typeof figureTable>;

export const curves = each(CURVES, (name) =>
  z.array(step).describe(`Empirical CDF of “${FIGURES[name].title}”: the share of values no larger.`),
);
export type Curves = Output<typeof curves>;

const strategy = z.enum(STRATEGY_KINDS);

const choice = z.object({ strategy: strategy.exactOptional(), timeToLive: count.exactOptional() });
/** Which searches are looked at; what is left out is not asked for. */
export type SearchChoice = Output<typeof choice>;

const group = z.object({ strategy, timeToLive: count, searches: count });
/** Searches of one strategy and time-to-live, and how many of them were measured. */
export type SearchGroup = Output<typeof group>;

/** What one search cost and brought, from the events alone. */
export const searchCosts = z.object({
  search: searchId,
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
  outcome: outcome.nullable().describe('Null while it goes on.'),
  messages: count.describe('Everything that crossed the wire for it, each message once.'),
  received: count.describe('SER of it that arrived at peers of this lab.'),
  reached: count.describe('How many different peers those were, the asker apart.'),
  answers: z.array(z.object({ holder: peerId, hops: count, latencyMs: z.number() })),
  holders: count.describe('Live peers, the asker apart, that shared a matching file when it began.'),
  found: count.describe('How many of those answered.'),
});
export type SearchCosts = Output<typeof searchCosts>;

/** What taking part cost one hosted peer since measuring began. */
export const peerCosts = z.object({
  peer: peerId,
  identity,
  name: z.string().describe('As it was called; another peer may have its address by now.'),
  removed: z.boolean().describe('It was removed; its costs stay.'),
  in: byVerb,
  out: byVerb,
  messagesIn: count,
  messagesOut: count,
  undelivered: count.describe('Messages that it could not send.'),
  bytesIn: count,
  bytesOut: count,
  answered: count.describe('Searches of others for which it sent files back.'),
  forwarded: count.describe('SER that it passed on for others.'),
});
export type PeerCosts = Output<typeof peerCosts>;

export const peerRows = z.array(peerCosts.extend({ degree: count }));

const second = z.object({
  second: count.describe('Its beginning, in seconds since 1970 (UTC).'),
  sent: byVerb,
});
/** Messages of one second, each counted once. */
export type Second = Output<typeof second>;

/** What a watcher of the metrics is given: small, whatever has happened. */
export const metricsReportSchema = z.object({
  at: time,
  since: time,
  searches: z.object({ made: count, running: count, answered: count }),
  groups: z.array(group).describe('All that was measured, by strategy and time-to-live.'),
  choice: choice.describe('Which searches this report is about; peers are counted whatever they did it for.'),
  peers: count,
  undelivered: count.describe('Messages that could not be sent; they are in no figure.'),
  figures: figureTable,
  curves,
  traffic: z.array(second).describe('The last 120 seconds in which there were messages.'),
});
export type MetricsReport = Output<typeof metricsReportSchema>;

/** Everything that was measured, for a file. */
export const metricsDetailSchema = z.object({
  report: metricsReportSchema,
  searches: z.array(searchCosts).describe('The last 2,000.'),
  peers: peerRows,
});
export type MetricsDetail = Output<typeof metricsDetailSchema>;
