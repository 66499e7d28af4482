import {
  askersOf,
  type Departure,
  EXPERIMENT_VARIANTS,
  type ExperimentOptions,
  tooFewPeers,
} from '../../shared/experiment/experiment';
import { failed, ok, type Result } from '../../shared/problem';
import { drawNames } from '../network/files/name-list';
import { type Random, randomInt, seeded } from '../runtime/random';

/** All random choices, drawn in advance from the seed alone. Numbers are indices of peers, from 0. */
export interface Plan {
  /** The names that each peer shares. */
  readonly placement: readonly (readonly string[])[];
  readonly askers: readonly number[];
  /** The departures before each trial after the first. */
  readonly departures: readonly (Pick<Departure, 'how'> & { readonly peers: readonly number[] })[];
  /** The peer that shares the generated file; it stays to the end. */
  readonly holder: number;
}

/**
 * Searching peers, departing peers and the holder of the new file are all different: a departed peer cannot search.
 *
 * @param names of the files that are distributed
 */
export function planOf(options: ExperimentOptions, names: readonly string[]): Result<Plan> {
  const problem = tooFewPeers(options);
  if (problem !== null) return failed('bad-input', problem);
  const random = seeded(options.seed);
  const placement = Array.from({ length: options.peers }, () => drawNames(names, random));
  const drawn = shuffled(options.peers, random);
  let next = 0;
  const take = (count: number) => {
    next += count;
    return drawn.slice(next - count, next);
  };
  const askers = take(askersOf(options));
  const departures = EXPERIMENT_VARIANTS[options.variant].departures.map(({ how, count }) => ({
    how,
    peers: take(count),
  }));
  const [holder = 0] = take(1);
  return ok({ placement, askers, departures, holder });
}

/** The numbers below `count` in random order (Fisher and Yates; Durstenfeld, CACM 7(7), 1964). */
function shuffled(count: number, random: Random): number[] {
  const numbers = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1, random);
    [numbers[last], numbers[other]] = [numbers[other] ?? 0, numbers[last] ?? 0];
  }
  return numbers;
}
