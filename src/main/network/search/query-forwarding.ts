import { type Address, keyOf } from '../../../shared/protocol/address';
import { utf8Length } from '../../../shared/protocol/frame/bytes';
import type { MessageOf } from '../../../shared/protocol/message';
import { MAX_NAME_BYTES } from '../../../shared/protocol/names';

/** Milliseconds for which a search is remembered (PROTOCOL.md, rule 2: A SER carries no id). */
const REMEMBERED_MS = 10_000;
/** Maximum number of remembered searches: with more, the oldest are removed early, so that memory is bounded. */
const MAX_REMEMBERED = 2_000;

type Search = MessageOf<'SER'>;

/**
 * The searches that a peer has seen. A SER carries no id, so origin and query identify it: the same pair within the time
 * window is a duplicate by another path. The exact spelling of the query counts, so that an origin can repeat a search
 * in another case, which matching ignores.
 */
export class DuplicateFilter {
  readonly #seen = new Map<string, number>();

  /** @param now milliseconds on a monotonic clock. @returns whether the search is new; it is recorded */
  isNew(search: Search, now: number): boolean {
    // A Map keeps the order of insertion, so the oldest entries come first and each is removed once.
    for (const [key, at] of this.#seen) {
      if (now - at < REMEMBERED_MS && this.#seen.size < MAX_REMEMBERED) break;
      this.#seen.delete(key);
    }
    const key = `${keyOf(search.address)} ${search.query}`;
    if (this.#seen.has(key)) return false;
    this.#seen.set(key, now);
    return true;
  }
}

/**
 * @returns whether a file can match this search: no file name is longer than 255 bytes. A longer query is neither
 * forwarded nor recorded; with one more hop it might not fit a frame.
 */
export function isValidQuery(search: Search): boolean {
  return utf8Length(search.query) <= MAX_NAME_BYTES;
}

/** @returns the peers to forward a search to: every neighbour except its sender and its origin */
export function forwardTo(search: Search, from: Address, neighbours: readonly Address[]): Address[] {
  const not = new Set([keyOf(from), keyOf(search.address)]);
  return neighbours.filter((neighbour) => !not.has(keyOf(neighbour)));
}
