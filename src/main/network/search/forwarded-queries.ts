import { matchesQuery } from '../../../shared/network/search/query-matching';
import { type Address, type AddressKey, keyOf } from '../../../shared/protocol/address';
import type { MessageOf } from '../../../shared/protocol/message';

/** Milliseconds for which an answer to a forwarded search is expected. */
const EXPECTED_MS = 10_000;
/** Maximum number of stored searches; the oldest are removed first. */
const MAX_REMEMBERED = 2_000;

interface ForwardedQuery {
  readonly search: MessageOf<'SER'>;
  readonly to: AddressKey;
  readonly at: number;
}

/**
 * Searches that this peer sent, its own and forwarded ones. Some programs send the answer to the peer that forwarded a
 * search and not to its origin; this class finds the origin of such an answer.
 */
export class ForwardedQueries {
  readonly #self: AddressKey;
  readonly #sent = new Map<string, ForwardedQuery>();

  constructor(self: Address) {
    this.#self = keyOf(self);
  }

  /** @param now milliseconds on a monotonic clock */
  record(search: MessageOf<'SER'>, to: Address, now: number): void {
    const entry = { search, to: keyOf(to), at: now };
    const key = `${entry.to} ${keyOf(search.address)} ${search.query}`;
    this.#sent.delete(key);
    this.#sent.set(key, entry);
    // A Map keeps the order of insertion, so the oldest entries come first and each is removed once.
    for (const [stored, { at }] of this.#sent) {
      if (now - at < EXPECTED_MS && this.#sent.size <= MAX_REMEMBERED) break;
      this.#sent.delete(stored);
    }
  }

  /**
   * Finds the search of an answer: the last one sent to that holder whose query matches all its files. An answer is
   * forwarded once for each search.
   *
   * @returns the origin, or undefined where it is this peer itself, the holder, or unknown
   */
  originOf(answer: MessageOf<'SEROK'>, from: Address, now: number): Address | undefined {
    if (answer.files.length === 0) return undefined;
    const holders = new Set([keyOf(from), keyOf(answer.address)]);
    let found: string | undefined;
    for (const [key, { search, to, at }] of this.#sent) {
      if (now - at >= EXPECTED_MS || !holders.has(to)) continue;
      if (answer.files.every((file) => matchesQuery(search.query, file))) found = key;
    }
    const entry = found === undefined ? undefined : this.#sent.get(found);
    if (found === undefined || !entry) return undefined;
    const origin = entry.search.address;
    if (keyOf(origin) === this.#self) return undefined;
    this.#sent.delete(found);
    return holders.has(keyOf(origin)) ? undefined : origin;
  }
}
