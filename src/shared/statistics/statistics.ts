import type { Statistics, Step } from '../network/metrics/metrics-schema';

/*
 * Descriptive statistics of measured values, each by an exact formula that is named where it stands. Everything is
 * over plain numbers of one unit, and in that unit.
 */

/**
 * @param values finite numbers, in any order
 * @returns null when there is none
 */
export function statisticsOf(values: readonly number[]): Statistics | null {
  const sorted = inOrder(values);
  const min = sorted[0];
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) return null;
  const count = sorted.length;
  const mean = sum(sorted) / count;
  // Two passes with the correction of Chan, Golub and LeVeque (1983), The American Statistician 37(3): no digits are
  // lost where the mean is large beside the spread.
  const deviations = sorted.map((value) => value - mean);
  const squares = sum(deviations.map((deviation) => deviation ** 2)) - sum(deviations) ** 2 / count;
  return {
    count,
    min,
    max,
    mean,
    standardDeviation: count < 2 ? null : Math.sqrt(Math.max(0, squares) / (count - 1)),
    p50: quantile(sorted, 0.5),
    p95: quantile(sorted, 0.95),
    p99: quantile(sorted, 0.99),
  };
}

/**
 * The empirical distribution function, F(x) = (values ≤ x) / n, as its steps: one for each distinct value, in order.
 * The last one has a share of 1.
 */
export function empiricalCdf(values: readonly number[]): Step[] {
  const sorted = inOrder(values);
  const steps: Step[] = [];
  for (const [index, value] of sorted.entries()) {
    if (sorted[index + 1] !== value) steps.push({ value, share: (index + 1) / sorted.length });
  }
  return steps;
}

/**
 * Fewer steps of the same curve, for drawing: no point of the curve that is left is off it, and no share between two
 * of them is larger than `1 / (most − 1)`, unless one value alone jumps further. First and last stay.
 */
export function thinned(steps: readonly Step[], most: number): readonly Step[] {
  if (steps.length <= most) return steps;
  const kept: Step[] = [];
  const gap = 1 / (most - 1);
  for (const [index, step] of steps.entries()) {
    const next = steps[index + 1];
    const from = kept.at(-1);
    if (from === undefined || next === undefined || next.share - from.share > gap) kept.push(step);
  }
  return kept;
}

/**
 * The inverse of the empirical CDF: the smallest value that at least a share `share` of all values does not exceed.
 * Type 1 of Hyndman and Fan (1996), The American Statistician 50(4). It is always a value that was measured, and the
 * very one at which the step curve crosses the share.
 *
 * @param sorted ascending, at least one
 */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[quantilePlace(sorted.length, share)] ?? Number.NaN;
}

/** @returns how many values stand before the quantile, of `count` values in order */
export function quantilePlace(count: number, share: number): number {
  return Math.max(1, Math.ceil(count * share)) - 1;
}

/**
 * Mean and standard deviation of values that come one by one, and of several such together (Chan, Golub and LeVeque 1983,
 * The American Statistician 37(3)): no value is kept, and no digits are lost where the mean is large beside the spread.
 */
export class Moments {
  #count = 0;
  #mean = 0;
  #squares = 0;

  get mean(): number {
    return this.#mean;
  }

  /** Of the sample, with n − 1; null below two values. */
  get standardDeviation(): number | null {
    return this.#count < 2 ? null : Math.sqrt(Math.max(0, this.#squares) / (this.#count - 1));
  }

  add(value: number): void {
    this.#count += 1;
    const off = value - this.#mean;
    this.#mean += off / this.#count;
    this.#squares += off * (value - this.#mean);
  }

  /** Adds all values of another one. */
  merge(other: Moments): void {
    if (other.#count === 0) return;
    const count = this.#count + other.#count;
    const off = other.#mean - this.#mean;
    this.#squares += other.#squares + off ** 2 * ((this.#count * other.#count) / count);
    this.#mean += off * (other.#count / count);
    this.#count = count;
  }
}

function inOrder(values: readonly number[]): number[] {
  return [...values].sort((one, other) => one - other);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
