import type { CodeTable } from '../../../shared/protocol/codes';
import type { Offer } from '../../../shared/protocol/message';

/** Servers of family C answer their whole list; every other one that we know answers two at most. */
const MAX_OFFERED_EXCEPT_BY_C = 2;

/** What peers have found out about the bootstrap server that they use, so that its codes can be read rightly. */
export class ServerDialect {
  readonly #isOurs: () => boolean;
  #table: CodeTable = 'uncertain';
  #tellsRegistered = false;

  constructor(isOurs: () => boolean) {
    this.#isOurs = isOurs;
  }

  /** Which table its codes are read by. */
  get table(): CodeTable {
    return this.#isOurs() ? 'exact' : this.#table;
  }

  /** Learns from what it offered: pairs without names are family A's, a long list of triples is family C's. */
  note(offers: readonly Offer[]): void {
    if (offers.some((offer) => offer.name === undefined)) this.#table = 'A';
    else if (offers.length > MAX_OFFERED_EXCEPT_BY_C) this.#table = 'C';
  }

  /** Whether it is known to refuse the REG of a peer that it has; some answer it like a new one. */
  get tellsRegistered(): boolean {
    return this.#isOurs() || this.#tellsRegistered;
  }

  /** It has refused a REG, since it had that peer. */
  noteRegistered(): void {
    this.#tellsRegistered = true;
  }

  forget(): void {
    this.#tellsRegistered = false;
    this.#table = 'uncertain';
  }
}
