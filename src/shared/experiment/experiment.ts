import { z } from 'zod';

/** Peers that go between two trials: they leave in order, or they crash. */
export interface Departure {
  readonly how: 'leave' | 'crash';
  readonly count: number;
}

interface VariantWords {
  /** A few words for a person, and one sentence of what happens. */
  readonly title: string;
  readonly meaning: string;
  /** Askers, where no other number is given. */
  readonly askers: number;
  /** What happens before each trial after the first. */
  readonly departures: readonly Departure[];
}

const ONE_LEAVES: Departure = { how: 'leave', count: 1 };

/** The forms in which courses set the experiment; in each, the askers ask every query, one asker after the other. */
export const EXPERIMENT_VARIANTS = {
  'leave-and-crash': {
    title: 'Leave and crash',
    meaning: '5 peers ask. Then 2 leave in order and they ask again; 2 crash and they ask again: 3 trials.',
    askers: 5,
    departures: [
      { how: 'leave', count: 2 },
      { how: 'crash', count: 2 },
    ],
  },
  'five-trials': {
    title: 'Five trials',
    meaning: '5 peers ask, in 5 trials. Before each trial after the first, 1 peer leaves in order.',
    askers: 5,
    departures: [ONE_LEAVES, ONE_LEAVES, ONE_LEAVES, ONE_LEAVES],
  },
  'two-leave': {
    title: 'Two leave',
    meaning: '3 peers ask. Then 2 peers leave in order, one at a time, and they ask after each: 3 trials.',
    askers: 3,
    departures: [ONE_LEAVES, ONE_LEAVES],
  },
} as const satisfies Record<string, VariantWords>;

export type ExperimentVariant = keyof typeof EXPERIMENT_VARIANTS;
export const VARIANT_NAMES = Object.keys(EXPERIMENT_VARIANTS) as readonly ExperimentVariant[];

/** Bounds of an experiment's numbers: it is to end while somebody waits, and each peer takes two sockets. */
export const EXPERIMENT_BOUNDS = {
  peers: { min: 8, max: 200 },
  askers: { min: 1, max: 100 },
  seed: { min: 0, max: 4_294_967_295 },
  queries: { max: 1_000, characters: 250 },
  /** The report lists each search of a trial. */
  searchesPerTrial: 5_000,
} as const;

/** Queries of the list that comes with the program (`resources/queries.txt`). */
export const USUAL_QUERIES = 50;

/** How the course's experiment is run. The same options make the same network, questions and departures. */
export const experimentSchema = z.strictObject({
  variant: z
    .enum(VARIANT_NAMES)
    .default('leave-and-crash')
    .describe(VARIANT_NAMES.map((name) => `${name}: ${EXPERIMENT_VARIANTS[name].meaning}`).join(' ')),
  peers: z
    .int()
    .min(EXPERIMENT_BOUNDS.peers.min)
    .max(EXPERIMENT_BOUNDS.peers.max)
    .default(20)
    .describe('How many peers take part.'),
  askers: z
    .int()
    .min(EXPERIMENT_BOUNDS.askers.min)
    .max(EXPERIMENT_BOUNDS.askers.max)
    .optional()
    .describe("How many of them ask every query; by default the variant's number."),
  seed: z
    .int()
    .min(EXPERIMENT_BOUNDS.seed.min)
    .max(EXPERIMENT_BOUNDS.seed.max)
    .default(1)
    .describe('The same seed makes the same links, places the same files, and picks the same peers.'),
  queries: z
    .array(z.string().min(1).max(EXPERIMENT_BOUNDS.queries.characters))
    .min(1)
    .max(EXPERIMENT_BOUNDS.queries.max)
    .optional()
    .describe('What is asked, in this order; by default the queries of the course.'),
});
export type ExperimentOptions = z.infer<typeof experimentSchema>;

/** @returns how many peers ask */
export function askersOf({ variant, askers }: Pick<ExperimentOptions, 'variant' | 'askers'>): number {
  return askers ?? EXPERIMENT_VARIANTS[variant].askers;
}

/** @returns peers that go during the whole experiment */
function departuresOf(variant: ExperimentVariant): number {
  return EXPERIMENT_VARIANTS[variant].departures.reduce((sum, { count }) => sum + count, 0);
}

/**
 * @returns why there are too few peers for the askers, the peers that go, and the one that shares a new file, which
 * all have to be different; null where there are enough
 */
export function tooFewPeers(options: Pick<ExperimentOptions, 'variant' | 'askers' | 'peers'>): string | null {
  const askers = askersOf(options);
  const gone = departuresOf(options.variant);
  const needed = askers + gone + 1;
  if (options.peers >= needed) return null;
  return `${askers} askers, ${gone} peers that go and one that shares a new file make ${needed} peers; there are ${options.peers}. Take more peers, or fewer askers.`;
}

/** @returns why one trial would make too many searches; null where it would not */
export function tooManySearches(askers: number, queries: number): string | null {
  const searches = askers * queries;
  const most = EXPERIMENT_BOUNDS.searchesPerTrial;
  if (searches <= most) return null;
  return `${askers} askers and ${queries} queries make ${searches} searches in a trial; ${most} are the most. Take fewer of either.`;
}

/** @returns the title of each trial, such as "all peers", "2 have left", "2 more crashed" */
export function trialTitles(variant: ExperimentVariant): string[] {
  const sums = { leave: 0, crash: 0 };
  let last: Departure['how'] | null = null;
  const later = EXPERIMENT_VARIANTS[variant].departures.map(({ how, count }) => {
    sums[how] += count;
    const more = last !== null && last !== how ? ' more' : '';
    last = how;
    const gone = sums[how];
    return how === 'leave' ? `${gone}${more} ${gone === 1 ? 'has' : 'have'} left` : `${gone}${more} crashed`;
  });
  return ['all peers', ...later];
}
