import { z } from 'zod';

/** Bounds of a search, for settings and commands alike. */
export const MAX_TIME_TO_LIVE = 50;
export const MAX_WALKERS = 64;
export const MAX_WALK_LENGTH = 1_000;

const timeToLive = z
  .int()
  .min(0)
  .max(MAX_TIME_TO_LIVE)
  .describe("How often a question is passed on; at most the network's time-to-live, which peers keep to.");

/** How a search spreads. Each is made of the same SER messages, so that any peer can take part. */
export const strategySchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('flood'), timeToLive }).describe('Everybody within reach, at once.'),
    z
      .strictObject({ kind: z.literal('expanding-ring'), timeToLive })
      .describe('Neighbours first, then one ring further each time, until somebody has it.'),
    z
      .strictObject({
        kind: z.literal('random-walk'),
        walkers: z.int().min(1).max(MAX_WALKERS).describe('How many walk at once.'),
        length: z.int().min(1).max(MAX_WALK_LENGTH).describe('Peers that each walker visits at most.'),
      })
      .describe('A few questions, each carried from one random peer to the next.'),
  ])
  .describe('How a search spreads.');

export const STRATEGY_KINDS = ['flood', 'expanding-ring', 'random-walk'] as const;
export type StrategyKind = (typeof STRATEGY_KINDS)[number];
export type SearchStrategy = z.infer<typeof strategySchema>;
