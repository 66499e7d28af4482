import type { ExperimentOptions } from '../../../shared/experiment';
import { failed, ok, type Result } from '../../../shared/problem';
import { drawNames } from '../files/name-list';
import { below, type Random, seeded } from '../random';

/** Peers that leave in order, and then that crash. */
export const DEPARTURES = 2;

/** Everything that is left to chance, drawn beforehand from the seed alone. Numbers are places of peers, from 0. */
export interface Plan {
  /** The names that each peer shares. */
  readonly placement: readonly (readonly string[])[];
  readonly askers: readonly number[];
  readonly leaving: readonly number[];
  readonly crashing: readonly number[];
  /** Who shares the file that is generated on the way; it stays to the end. */
  readonly holder: number;
}

/**
 * Askers, leavers, crashers and the holder of the new file are all different: who has gone cannot ask again.
 *
 * @param names of the files that are given out
 */
export function planOf({ peers, askers, seed }: ExperimentOptions, names: readonly string[]): Result<Plan> {
  const needed = askers + 2 * DEPARTURES + 1;
  if (peers < needed) {
    return failed(
      'bad-input',
      `${askers} askers, ${2 * DEPARTURES} peers that go and one that shares a new file make ${needed} peers; there are ${peers}. Take more peers, or fewer askers.`,
    );
  }
  const random = seeded(seed);
  const placement = Array.from({ length: peers }, () => drawNames(names, random));
  const drawn = shuffled(peers, random);
  const [holder = 0] = drawn.slice(askers + 2 * DEPARTURES);
  return ok({
    placement,
    askers: drawn.slice(0, askers),
    leaving: drawn.slice(askers, askers + DEPARTURES),
    crashing: drawn.slice(askers + DEPARTURES, askers + 2 * DEPARTURES),
    holder,
  });
}

/** The numbers below `count` in random order (Fisher and Yates; Durstenfeld, CACM 7(7), 1964). */
function shuffled(count: number, random: Random): number[] {
  const numbers = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = below(last + 1, random);
    [numbers[last], numbers[other]] = [numbers[other] ?? 0, numbers[last] ?? 0];
  }
  return numbers;
}
