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
  /** The time-to-live of the network, at which peers stop forwarding a query. */
  readonly timeToLive: number;
  readonly searchClient: SearchClient;
  readonly variants: QueryVariants;
  readonly inFlight: InFlight;
  readonly emit: EventSink;
  readonly signal: AbortSignal;
  readonly random: Random;
  readonly runtime: Runtime;
}

/** The interface of a strategy to its search: neighbours, sending, and the answers so far. */
export class RunningSearch {
  readonly id: SearchId;
  readonly timeToLive: number;
  readonly signal: AbortSignal;
  readonly random: Random;
  readonly #options: RunningSearchOptions;
  /** The step at which a walker visited each peer, which its SER does not contain, and the event of the step. */
  readonly #steps = new Map<AddressKey, { readonly step: number; readonly event: NetworkEvent }>();
  /** The event of the round. */
  #begun: NetworkEvent | undefined;
  #round = 0;
  #variant = '';
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
   * Begins a round, whose queries no peer drops as duplicates of an earlier round.
   *
   * @param hops in the query of the origin: the higher, the fewer times it is forwarded
   * @returns whether an unused variant was left
   */
  begin(hops: number): boolean {
    const { id, query, variants: spelling, emit, runtime } = this.#options;
    const variant = spelling.next(query, runtime.now());
    if (variant === null) return false;
    this.#round += 1;
    this.#variant = variant;
    this.#hops = hops;
    this.#begun = emit({ type: 'search:round', search: id, round: this.#round, spelling: variant, hops });
    return true;
  }

  /** Sends the SER of the round. @param cause default: the round */
  sendQuery(to: Address, cause = this.#begun): void {
    this.#options.searchClient.ask(to, this.#variant, this.#hops, cause);
  }

  /** Moves a walker to its next peer, and sends SER to it. */
  walkTo(
    to: Address,
    { walker, step, from }: Pick<EventOf<'search:step'>, 'walker' | 'step' | 'from'>,
  ): void {
    const peer = keyOf(to);
    const event = this.#options.emit({ type: 'search:step', search: this.id, walker, step, peer, from });
    this.#steps.set(peer, { step, event });
    this.sendQuery(to, event);
  }

  /** @returns null where the peer does not support NEIGH, or does not answer */
  async neighboursOf(peer: Address): Promise<readonly Address[] | null> {
    const cause = this.#steps.get(keyOf(peer))?.event;
    const result = await this.#options.searchClient.neighboursOf(peer, this.signal, cause);
    return result.ok ? result.value : null;
  }

  /** Resolves when every query and answer has arrived, as far as it is observable, or the search is cancelled. */
  settled(): Promise<void> {
    return this.#options.inFlight.settled(this.signal);
  }

  /** Records an answer. @returns how often the query was forwarded before it reached the holder */
  recordAnswer(holder: AddressKey, hops: number, firstHops: number): number {
    this.#answers += 1;
    const step = this.#steps.get(holder);
    return step === undefined ? Math.max(0, hops - firstHops) : step.step - 1;
  }
}
