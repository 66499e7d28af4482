import { z } from 'zod';
import { count, type Output, problemSchema, time } from '../contract/parts';
import { curves, figureTable, peerRows, searchCosts } from '../network/metrics/metrics-schema';
import { VARIANT_NAMES } from './experiment';

const names = z.array(z.string());

const queryCost = z
  .object({
    query: z.string(),
    asked: count,
    answered: count,
    messages: z.number().describe('Mean, each time it was asked.'),
    hops: z.number().nullable().describe('Mean to the first answer; null where nobody answered.'),
    latencyMs: z.number().nullable().describe('Mean to the first answer.'),
  })
  .describe('What one query cost, over all askers.');
export type QueryCost = Output<typeof queryCost>;

const journey = z
  .object({
    name: z.string(),
    bytes: count,
    sha256: z.string(),
    holder: z.string().describe('Name of the peer that shared it.'),
    fetchedBy: z.string().describe('Name of the peer that found and downloaded it.'),
    hops: count.nullable(),
    latencyMs: z.number().nullable(),
    downloadMs: z.number().nullable(),
  })
  .describe('The file that was generated, uploaded, found, downloaded and verified.');
export type FileJourney = Output<typeof journey>;

const check = z
  .object({ what: z.string(), ok: z.boolean(), found: z.string() })
  .describe('One thing that had to be so, and what was found.');
export type ExperimentCheck = Output<typeof check>;

const progress = z.object({
  step: z.enum(['network', 'file', 'departure', 'trial', 'report']),
  trial: count.describe('The trial that is asked, or prepared by a departure, from 1; 0 before the first.'),
  words: z.string().describe('Such as `asking 120 of 250`.'),
  share: z.number().min(0).max(1).describe('Of everything there is to do.'),
});
export type ExperimentProgress = Output<typeof progress>;

const round = z.object({
  name: z.string().describe('`trial-1` and on.'),
  title: z.string(),
  fromSeq: count.describe('The events that were measured, both ends included.'),
  toSeq: count,
  figures: figureTable,
  curves,
  queries: z.array(queryCost),
  peers: peerRows,
  searches: z.array(searchCosts),
});
export type ExperimentRound = Output<typeof round>;

const report = z.object({
  at: time,
  milliseconds: z.number().describe('How long it took.'),
  options: z.object({
    variant: z.enum(VARIANT_NAMES),
    peers: count,
    askers: count,
    seed: count,
    queries: count,
  }),
  timeToLive: count,
  askers: names.describe('Peers by name.'),
  left: names.describe('Those that left in order.'),
  crashed: names,
  placement: z
    .array(z.object({ name: z.string(), files: names }))
    .describe('What each peer shared at first.'),
  file: journey.nullable(),
  rounds: z.array(round),
  checks: z.array(check),
  ok: z.boolean().describe('Every check held.'),
});
export type ExperimentReport = Output<typeof report>;

/** Where the experiment is, and in the end what it found. */
export const experimentStateSchema = z.union([
  z.object({ state: z.literal('none') }),
  z.object({ state: z.literal('running'), progress }),
  z.object({ state: z.literal('ended'), report }),
  z.object({ state: z.literal('failed'), problem: problemSchema }),
]);
export type ExperimentState = Output<typeof experimentStateSchema>;
