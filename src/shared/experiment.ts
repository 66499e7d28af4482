import { z } from 'zod';
import type { Curves, FigureTable } from './network/figures';
import type { SearchCosts } from './network/measure/search-costs';
import type { MetricsDetail } from './network/metrics';
import type { Problem } from './problem';

/** How the course's experiment is run. The same options make the same network, questions and departures. */
export const experimentSchema = z.strictObject({
  peers: z.int().min(8).max(200).default(20).describe('How many peers take part.'),
  askers: z.int().min(1).max(100).default(5).describe('How many of them ask every query.'),
  seed: z
    .int()
    .min(0)
    .max(4_294_967_295)
    .default(1)
    .describe('The same seed makes the same links, places the same files, and picks the same peers.'),
  queries: z
    .array(z.string().min(1).max(250))
    .min(1)
    .max(1_000)
    .optional()
    .describe('What is asked, in this order; by default the 50 queries of the course.'),
  removeOthers: z
    .boolean()
    .default(false)
    .describe('Remove the peers that are there already; otherwise it begins only in an empty network.'),
});
export type ExperimentOptions = z.infer<typeof experimentSchema>;

/** The rounds of asking, in order. */
const ROUND_NAMES = ['before', 'after-leaving', 'after-crashing'] as const;
export type RoundName = (typeof ROUND_NAMES)[number];

export const ROUND_TITLES: Readonly<Record<RoundName, string>> = {
  before: 'all peers',
  'after-leaving': '2 have left',
  'after-crashing': '2 more crashed',
};

type ExperimentStep = 'network' | 'file' | RoundName | 'leaving' | 'crashing' | 'report';

/** Where an experiment stands. */
export interface ExperimentProgress {
  readonly step: ExperimentStep;
  /** A sentence without a full stop: "asking 120 of 250". */
  readonly words: string;
  /** Of everything there is to do: 0 to 1. */
  readonly share: number;
}

/** One thing that had to be so. */
export interface ExperimentCheck {
  readonly what: string;
  readonly ok: boolean;
  /** What was found. */
  readonly found: string;
}

/** What one query cost, over all askers. */
export interface QueryCost {
  readonly query: string;
  /** How often it was asked, and how often somebody answered. */
  readonly asked: number;
  readonly answered: number;
  /** Mean messages each time, and mean hops and milliseconds to the first answer, where there was one. */
  readonly messages: number;
  readonly hops: number | null;
  readonly latencyMs: number | null;
}

export interface ExperimentRound {
  readonly name: RoundName;
  readonly title: string;
  /** The events that were measured, both ends included. */
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly figures: FigureTable;
  readonly curves: Curves;
  readonly queries: readonly QueryCost[];
  readonly peers: MetricsDetail['peers'];
  readonly searches: readonly SearchCosts[];
}

/** The file that was generated, uploaded, found, downloaded and verified. */
export interface FileJourney {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Names of the peer that shared it and of the one that found and fetched it. */
  readonly holder: string;
  readonly fetchedBy: string;
  readonly hops: number | null;
  readonly latencyMs: number | null;
  readonly downloadMs: number | null;
}

/** What an experiment found; plain JSON. */
export interface ExperimentReport {
  /** Milliseconds since 1970 (UTC), and how long it took. */
  readonly at: number;
  readonly milliseconds: number;
  readonly options: {
    readonly peers: number;
    readonly askers: number;
    readonly seed: number;
    readonly queries: number;
  };
  readonly timeToLive: number;
  /** Peers by name: who asked, who left in order, who crashed. */
  readonly askers: readonly string[];
  readonly left: readonly string[];
  readonly crashed: readonly string[];
  /** What each peer shared at first. */
  readonly placement: readonly { readonly name: string; readonly files: readonly string[] }[];
  readonly file: FileJourney | null;
  readonly rounds: readonly ExperimentRound[];
  readonly checks: readonly ExperimentCheck[];
  /** Every check held. */
  readonly ok: boolean;
}

/** What a watcher of experiments is told: where it stands, and in the end what it found. */
export type ExperimentState =
  | { readonly state: 'none' }
  | { readonly state: 'running'; readonly progress: ExperimentProgress }
  | { readonly state: 'ended'; readonly report: ExperimentReport }
  | { readonly state: 'failed'; readonly problem: Problem };
