import type { EventOf, NetworkEvent, SearchId } from '../../../shared/network/events';
import { type Address, type AddressKey, keyOf } from '../../../shared/protocol/address';
import type { SearchStrategy } from '../../../shared/strategy';
import type { Random } from '../../runtime/random';
import type { Runtime } from '../../runtime/runtime';
import type { EventSink } from '../log/event-log';
import type { SearchClient } from '../peer/search-client';
import type { InFlight } from './in-flight';
import type { QueryVariants } from './query-variants';

export type StrategyOf<K extends SearchStrategy['kind']> = Extract<SearchStrategy, { kind: K }>;

export interface RunningSearchOptions {
  readonly id: SearchId;
  readonly query: string;
  /** The network's, by which peers stop passing a question on. */
  readonly timeToLive: number;
  readonly searchClient: SearchClient;
  readonly spelling: QueryVariants;
  readonly inFlight: InFlight;
  readonly emit: EventSink;
  readonly signal: AbortSignal;
  readonly random: Random;
  readonly runtime: Runtime;
}

/** What a strategy has to work with: whom to ask, how, and what has come of it so far. */
export class RunningSearch {
  readonly id: SearchId;
  readonly timeToLive: number;
  readonly signal: AbortSignal;
  readonly random: Random;
  readonly #options: RunningSearchOptions;
  /** At which step each peer was visited by a walker, which its SER does not tell, and the event of that. */
  readonly #steps = new Map<AddressKey, { readonly step: number; readonly event: NetworkEvent }>();
  /** The event of the round. */
  #begun: NetworkEvent | undefined;
  #round = 0;
  #spelling = '';
  #hops = 0;
  #answers = 0;

  constructor(options: RunningSearchOptions) {
    this.#options = options;
    this.id = options.id;
    this.timeToLive = options.timeToLive;
    this.signal = options.signal;
    this.random = options.random;
  }

  get answered(): boolean {
    return this.#answers > 0;
  }

  neighbours(): Address[] {
    return this.#options.searchClient.neighbours();
  }

  /**
   * Begins a round, whose questions no peer takes for those of an earlier one.
   *
   * @param hops with which the asker sends its question: the more, the less often it is passed on
   * @returns whether there was a spelling left for it
   */
  begin(hops: number): boolean {
    const { id, query, spelling, emit, runtime } = this.#options;
    const spelled = spelling.next(query, runtime.now());
    if (spelled === null) return false;
    this.#round += 1;
    this.#spelling = spelled;
    this.#hops = hops;
    this.#begun = emit({ type: 'search:round', search: id, round: this.#round, spelling: spelled, hops });
    return true;
  }

  /** Sends SER, as the round has it. @param cause default: the round */
  ask(to: Address, cause = this.#begun): void {
    this.#options.searchClient.ask(to, this.#spelling, this.#hops, cause);
  }

  /** Sends a walker to its next peer, and SER to that. */
  walkTo(
    to: Address,
    { walker, step, from }: Pick<EventOf<'search:step'>, 'walker' | 'step' | 'from'>,
  ): void {
    const peer = keyOf(to);
    const event = this.#options.emit({ type: 'search:step', search: this.id, walker, step, peer, from });
    this.#steps.set(peer, { step, event });
    this.ask(to, event);
  }

  /** @returns null where that peer does not tell, or does not answer */
  async neighboursOf(peer: Address): Promise<readonly Address[] | null> {
    const cause = this.#steps.get(keyOf(peer))?.event;
    const told = await this.#options.searchClient.neighboursOf(peer, this.signal, cause);
    return told.ok ? told.value : null;
  }

  /** Resolves when every question and answer has arrived, as far as can be known, or the search is cancelled. */
  settled(): Promise<void> {
    return this.#options.inFlight.settled(this.signal);
  }

  /** Notes an answer. @returns how often the question had been passed on before it came to the holder */
  heard(holder: AddressKey, hops: number, firstHops: number): number {
    this.#answers += 1;
    const visit = this.#steps.get(holder);
    return visit === undefined ? Math.max(0, hops - firstHops) : visit.step - 1;
  }
}
