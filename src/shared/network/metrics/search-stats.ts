import type { z } from 'zod';
import type { EventOf, PeerId, SearchId } from '../events';
import { AnswerFigures } from './answer-figures';
import type { SearchChoice, SearchCosts, SearchGroup, searchCosts } from './metrics-schema';

type Counted = z.output<typeof searchCosts>;

export function isChosen({ strategy, timeToLive }: SearchCosts, choice: SearchChoice): boolean {
  return (
    (choice.strategy === undefined || choice.strategy === strategy) &&
    (choice.timeToLive === undefined || choice.timeToLive === timeToLive)
  );
}

/** @returns the groups in which anything was measured, in the order of their first search */
export function groupsOf(searches: readonly SearchCosts[]): SearchGroup[] {
  const groups = new Map<string, SearchGroup>();
  for (const { strategy, timeToLive } of searches) {
    const key = `${strategy} ${timeToLive}`;
    groups.set(key, { strategy, timeToLive, searches: (groups.get(key)?.searches ?? 0) + 1 });
  }
  return [...groups.values()];
}

/** Share of the questions that reached a peer which had it already; null where none arrived anywhere. */
export function redundancyOf({ received, reached }: SearchCosts): number | null {
  return received === 0 ? null : (received - reached) / received;
}

/** Share of the holders that answered; null where nobody had what was asked for. */
export function recallOf({ holders, found }: SearchCosts): number | null {
  return holders === 0 ? null : found / holders;
}

/** Searches that are remembered, unless more are asked for. */
const KEPT_SEARCH_COSTS = 2_000;
/** Searches whose peers are remembered, so that stragglers of them are still told apart. */
const FOLLOWED = 64;

/** What is needed beyond the figures only while messages may still come. */
interface Followed {
  readonly costs: Counted;
  readonly holders: ReadonlyMap<PeerId, unknown>;
  readonly reached: Set<PeerId>;
  readonly answered: Set<PeerId>;
}

/** Adds up the messages of each search. A message costs two look-ups, however many searches there were. */
export class SearchStats {
  readonly #kept: number;
  readonly #figures = new AnswerFigures(isChosen);
  readonly #costs = new Map<SearchId, Counted>();
  readonly #followed = new Map<SearchId, Followed>();

  /** @param kept how many searches are remembered */
  constructor(kept = KEPT_SEARCH_COSTS) {
    this.#kept = kept;
  }

  /**
   * @param holders who has a file that matches, the asker apart
   * @param asker which peer asks
   */
  start(
    { search, peer, query, strategy, at }: EventOf<'search:started'>,
    holders: ReadonlyMap<PeerId, unknown>,
    asker: SearchCosts['asker'],
  ): void {
    const costs: Counted = {
      search,
      peer,
      asker,
      query,
      strategy: strategy.kind,
      timeToLive: strategy.kind === 'random-walk' ? strategy.length : strategy.timeToLive,
      at,
      outcome: null,
      messages: 0,
      received: 0,
      reached: 0,
      answers: [],
      holders: holders.size,
      found: 0,
    };
    this.#costs.set(search, costs);
    dropOldest(this.#costs, this.#kept, (oldest) => this.#figures.drop(oldest));
    this.#followed.set(search, { costs, holders, reached: new Set(), answered: new Set() });
    dropOldest(this.#followed, FOLLOWED);
  }

  /**
   * @param how `counted`: it is seen for the first time; `arrived`: as far as can be known, it is there
   */
  add(
    event: EventOf<'message:sent' | 'message:received'>,
    { counted, arrived }: { readonly counted: boolean; readonly arrived: boolean },
  ): void {
    const { search, verb } = event;
    const costs = search === undefined ? undefined : this.#costs.get(search);
    if (search === undefined || !costs) return;
    if (counted) costs.messages += 1;
    const reached = this.#followed.get(search)?.reached;
    if (!arrived || verb !== 'SER' || !reached) return;
    costs.received += 1;
    if (event.to === costs.peer || reached.has(event.to)) return;
    reached.add(event.to);
    costs.reached += 1;
  }

  answered({ search, holder, hops, latencyMs }: EventOf<'search:hit'>): void {
    const costs = this.#costs.get(search);
    if (!costs) return;
    const answer = { holder, hops, latencyMs };
    costs.answers.push(answer);
    this.#figures.add(costs, answer);
    const followed = this.#followed.get(search);
    if (!followed?.holders.has(holder) || followed.answered.has(holder)) return;
    followed.answered.add(holder);
    costs.found += 1;
  }

  end({ search, outcome }: EventOf<'search:ended'>): void {
    const costs = this.#costs.get(search);
    if (costs) costs.outcome = outcome;
  }

  /** @returns the searches that are remembered, in the order of asking; what is open still changes */
  all(): readonly SearchCosts[] {
    return [...this.#costs.values()];
  }

  /** @returns the figures over every answer to the searches that are chosen */
  answersTo(choice: SearchChoice): ReturnType<AnswerFigures['of']> {
    return this.#figures.of(this.all(), choice);
  }

  /** @returns the answer to a remembered search that was here first */
  firstAnswerTo(search: SearchCosts): SearchCosts['answers'][number] | null {
    return this.#figures.firstOf(search);
  }
}

/** A Map keeps the order of insertion. */
function dropOldest<T>(
  map: Map<unknown, T>,
  most: number,
  dropped: (value: T) => void = () => undefined,
): void {
  for (const [key, value] of map) {
    if (map.size <= most) return;
    map.delete(key);
    dropped(value);
  }
}
