import { type Address, keyOf } from '../../../shared/protocol/address';
import { utf8Length } from '../../../shared/protocol/frame/bytes';
import type { MessageOf } from '../../../shared/protocol/message';
import { MAX_NAME_BYTES } from '../../../shared/protocol/names';

/** Milliseconds for which a search is remembered (PROTOCOL.md, rule 2: remembers). */
const REMEMBERED_MS = 10_000;
/** Searches remembered at most: a flood of them makes a peer forget the oldest early, not grow. */
const MAX_REMEMBERED = 2_000;

type Search = MessageOf<'SER'>;

/**
 * Which searches a peer has seen. A SER carries no id, so asker and query stand for one: the same pair within
 * the time window is the same search, come by another way. The query counts as it is spelled, so that who asks again
 * in other letters, for which matching does not care, is heard again.
 */
export class DuplicateFilter {
  readonly #seen = new Map<string, number>();

  /** @param now milliseconds on any steady clock. @returns whether it is new; it is remembered from now on */
  isNew(search: Search, now: number): boolean {
    // A Map keeps the order of insertion, so the oldest stand in front and each is dropped once.
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
 * @returns whether any file could be found by this search: no file name is longer than 255 bytes. What is longer
 * is not passed on, nor remembered; it might not even fit a frame once it has one more hop.
 */
export function isValidQuery(search: Search): boolean {
  return utf8Length(search.query) <= MAX_NAME_BYTES;
}

/** @returns whom to forward a search to: every neighbour but the one it came from and the one that asks */
export function forwardTo(search: Search, from: Address, neighbours: readonly Address[]): Address[] {
  const not = new Set([keyOf(from), keyOf(search.address)]);
  return neighbours.filter((neighbour) => !not.has(keyOf(neighbour)));
}
