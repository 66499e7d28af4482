import { OrderedValues } from '../../statistics/ordered-values';
import { Moments, quantilePlace } from '../../statistics/statistics';
import type { SearchChoice, SearchCosts, Statistics, Step } from './metrics-schema';

type Answer = SearchCosts['answers'][number];
/** What is measured of every answer. */
const MEASURED = ['hops', 'latencyMs'] as const;
type Measured = (typeof MEASURED)[number];

/** What the answers of one search add to the figures of all. */
interface Tally {
  first: Answer | null;
  readonly moments: Readonly<Record<Measured, Moments>>;
}

/** The answers of the searches that are chosen, in order. */
interface View {
  readonly choice: SearchChoice;
  readonly values: Readonly<Record<Measured, OrderedValues>>;
}

/** Choices of which the order is kept; the one that was asked for longest ago goes first, and is made again when asked for. */
const KEPT_VIEWS = 4;

/** One figure over the answers that are chosen, exact, without a look at each of them. */
export interface AnswerFigure {
  readonly statistics: Statistics | null;
  /** @returns the empirical CDF: all of its steps where those are no more than `most`, else some that are on it */
  steps(most: number): Step[];
}

type IsChosen = (search: SearchCosts, choice: SearchChoice) => boolean;

/**
 * The figures over all answers, kept up to date with each: a report costs what the searches are in number, and the
 * logarithm of the answers.
 */
export class AnswerFigures {
  readonly #tallies = new Map<SearchCosts, Tally>();
  readonly #views = new Map<string, View>();
  readonly #isChosen: IsChosen;

  constructor(chosen: IsChosen) {
    this.#isChosen = chosen;
  }

  add(search: SearchCosts, answer: Answer): void {
    const tally = this.#tallies.get(search) ?? {
      first: null,
      moments: { hops: new Moments(), latencyMs: new Moments() },
    };
    this.#tallies.set(search, tally);
    if (tally.first === null || answer.latencyMs < tally.first.latencyMs) tally.first = answer;
    for (const what of MEASURED) {
      tally.moments[what].add(answer[what]);
      for (const { choice, values } of this.#views.values())
        if (this.#isChosen(search, choice)) values[what].add(answer[what]);
    }
  }

  /** Takes the answers of a search out that is no longer remembered. */
  drop(search: SearchCosts): void {
    this.#tallies.delete(search);
    for (const { choice, values } of this.#views.values()) {
      if (!this.#isChosen(search, choice)) continue;
      for (const answer of search.answers) for (const what of MEASURED) values[what].remove(answer[what]);
    }
  }

  /** @returns the answer to a search that was here first */
  firstOf(search: SearchCosts): Answer | null {
    return this.#tallies.get(search)?.first ?? null;
  }

  /** @param searches all that the choice is made from */
  of(
    searches: readonly SearchCosts[],
    choice: SearchChoice,
  ): { readonly hops: AnswerFigure; readonly latency: AnswerFigure } {
    const { values } = this.#viewOf(searches, choice);
    const figure = (what: Measured): AnswerFigure => ({
      statistics: this.#statistics(values[what], what, searches, choice),
      steps: (most) => stepsOf(values[what], most),
    });
    return { hops: figure('hops'), latency: figure('latencyMs') };
  }

  #statistics(
    values: OrderedValues,
    what: Measured,
    searches: readonly SearchCosts[],
    choice: SearchChoice,
  ): Statistics | null {
    const [min, max] = [values.at(0), values.at(values.size - 1)];
    if (min === undefined || max === undefined) return null;
    const all = new Moments();
    for (const search of searches) {
      const tally = this.#isChosen(search, choice) ? this.#tallies.get(search) : undefined;
      if (tally) all.merge(tally.moments[what]);
    }
    const quantile = (share: number) => values.at(quantilePlace(values.size, share)) ?? Number.NaN;
    return {
      count: values.size,
      min,
      max,
      mean: all.mean,
      standardDeviation: all.standardDeviation,
      p50: quantile(0.5),
      p95: quantile(0.95),
      p99: quantile(0.99),
    };
  }

  #viewOf(searches: readonly SearchCosts[], choice: SearchChoice): View {
    const key = `${choice.strategy ?? ''} ${choice.timeToLive ?? ''}`;
    const known = this.#views.get(key);
    const view = known ?? { choice, values: { hops: new OrderedValues(), latencyMs: new OrderedValues() } };
    if (!known) {
      for (const search of searches) {
        if (!this.#isChosen(search, choice)) continue;
        for (const answer of search.answers) for (const what of MEASURED) view.values[what].add(answer[what]);
      }
    }
    // What was asked for last stands last.
    this.#views.delete(key);
    this.#views.set(key, view);
    for (const oldest of this.#views.keys()) {
      if (this.#views.size <= KEPT_VIEWS) break;
      this.#views.delete(oldest);
    }
    return view;
  }
}

/** As `thinned` has them: between two steps there is no more of the curve than `1 / (most − 1)`, unless one value jumps further. */
function stepsOf(values: OrderedValues, most: number): Step[] {
  const stepAt = (value: number): Step => ({ value, share: values.countUpTo(value) / values.size });
  const nextOf = ({ value }: Step): Step | undefined => {
    const next = values.at(values.countUpTo(value));
    return next === undefined ? undefined : stepAt(next);
  };
  const first = values.at(0);
  if (first === undefined) return [];
  const all: Step[] = [];
  for (let step: Step | undefined = stepAt(first); step && all.length <= most; step = nextOf(step))
    all.push(step);
  if (all.length <= most) return all;
  let last = stepAt(first);
  const kept = [last];
  const gap = 1 / (most - 1);
  for (let next = nextOf(last); next; next = nextOf(last)) {
    // The last one within the gap, or, where the very next value jumps further, that one.
    const beyond = values.at(Math.floor((last.share + gap) * values.size));
    const within = beyond === undefined ? values.size : values.countBelow(beyond);
    const value = values.at(within - 1);
    last = value === undefined || value <= last.value ? next : stepAt(value);
    kept.push(last);
  }
  return kept;
}
