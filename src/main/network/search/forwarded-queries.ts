import { matchesQuery } from '../../../shared/network/search/query-matching';
import { type Address, type AddressKey, keyOf } from '../../../shared/protocol/address';
import type { MessageOf } from '../../../shared/protocol/message';

/** Milliseconds in which an answer to a search that was passed on is expected. */
const EXPECTED_MS = 10_000;
/** Searches remembered at most; the oldest are forgotten first. */
const MAX_REMEMBERED = 2_000;

interface ForwardedQuery {
  readonly search: MessageOf<'SER'>;
  readonly to: AddressKey;
  readonly at: number;
}

/**
 * Searches that this peer sent, its own and those of others. Some programs answer a search to the peer that passed it
 * on and not to its asker; this finds out which asker such an answer belongs to.
 */
export class ForwardedQueries {
  readonly #self: AddressKey;
  readonly #sent = new Map<string, ForwardedQuery>();

  constructor(self: Address) {
    this.#self = keyOf(self);
  }

  /** @param now milliseconds on any steady clock */
  note(search: MessageOf<'SER'>, to: Address, now: number): void {
    const entry = { search, to: keyOf(to), at: now };
    const key = `${entry.to} ${keyOf(search.address)} ${search.query}`;
    this.#sent.delete(key);
    this.#sent.set(key, entry);
    // A Map keeps the order of insertion, so the oldest stand in front and each is dropped once.
    for (const [known, { at }] of this.#sent) {
      if (now - at < EXPECTED_MS && this.#sent.size <= MAX_REMEMBERED) break;
      this.#sent.delete(known);
    }
  }

  /**
   * Finds whose search an answer belongs to: the last one sent to that holder whose query finds all its files. One
   * answer is handed on once for each search.
   *
   * @returns the asker, or undefined where it is this peer itself, the holder, or not known
   */
  askerOf(answer: MessageOf<'SEROK'>, from: Address, now: number): Address | undefined {
    if (answer.files.length === 0) return undefined;
    const holders = new Set([keyOf(from), keyOf(answer.address)]);
    let found: string | undefined;
    for (const [key, { search, to, at }] of this.#sent) {
      if (now - at >= EXPECTED_MS || !holders.has(to)) continue;
      if (answer.files.every((file) => matchesQuery(search.query, file))) found = key;
    }
    const entry = found === undefined ? undefined : this.#sent.get(found);
    if (found === undefined || !entry) return undefined;
    const asker = entry.search.address;
    if (keyOf(asker) === this.#self) return undefined;
    this.#sent.delete(found);
    return holders.has(keyOf(asker)) ? undefined : asker;
  }
}
