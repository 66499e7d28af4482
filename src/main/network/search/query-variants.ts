import { utf8Length } from '../../../shared/protocol/frame/bytes';
import { MAX_NAME_BYTES } from '../../../shared/protocol/names';

/**
 * Milliseconds for which a variant is not used again: peers record a SER for ten seconds from its arrival, which may be
 * a little later than its sending.
 */
const REUSE_AFTER_MS = 12_000;
/** Number of letters whose case is varied: 1,024 variants of a query, before spaces are added. */
const MAX_VARIED_LETTERS = 10;

/**
 * Generates spelling variants of the queries of one peer. A SER has no id, and peers drop duplicates; so every search
 * that must be forwarded separately gets its own variant. Matching ignores case and spaces, so all variants match the
 * same files. An external peer that treats variants as equal does not forward the later ones.
 */
export class QueryVariants {
  readonly #used = new Map<string, number>();

  /** @param now milliseconds on a monotonic clock. @returns null when all variants that fit a name were used recently */
  next(query: string, now: number): string | null {
    for (const [spelling, at] of this.#used) {
      if (now - at < REUSE_AFTER_MS) break;
      this.#used.delete(spelling);
    }
    for (const spelling of queryVariants(query)) {
      if (this.#used.has(spelling)) continue;
      this.#used.set(spelling, now);
      return spelling;
    }
    return null;
  }
}

/** The query as typed, then in other cases, then all of these with more and more spaces, up to the length of a name. */
function* queryVariants(query: string): Generator<string> {
  const given = new Set<string>();
  for (let spaces = 0; utf8Length(query) + spaces <= MAX_NAME_BYTES; spaces += 1) {
    const padded = pad(query, spaces);
    for (const cased of inOtherCases(padded)) {
      if (given.has(cased)) continue;
      given.add(cased);
      yield cased;
    }
    // All variants with fewer spaces are generated.
    given.clear();
  }
}

/** Inserts spaces after the first word, where no parser trims them; after the last where there is only one word. */
function pad(query: string, spaces: number): string {
  const first = query.indexOf(' ', query.search(/\S/));
  const at = first === -1 ? query.length : first;
  return query.slice(0, at) + ' '.repeat(spaces) + query.slice(at);
}

/** Only the letters a to z, whose case does not depend on the locale. */
function* inOtherCases(text: string): Generator<string> {
  yield text;
  yield text.replace(/(?<![a-z])[a-z]/gi, (letter) => letter.toUpperCase());
  const letters = [...text.matchAll(/[a-z]/gi)].map(({ index }) => index).slice(0, MAX_VARIED_LETTERS);
  for (let mask = 0; mask < 2 ** letters.length; mask += 1) {
    const characters = [...splitUnits(text)];
    for (const [bit, index] of letters.entries()) {
      const letter = text.charAt(index);
      characters[index] = mask & (1 << bit) ? letter.toUpperCase() : letter.toLowerCase();
    }
    yield characters.join('');
  }
}

/** By UTF-16 units, as indices count; only ASCII is changed, so that no surrogate pair is split. */
function splitUnits(text: string): string[] {
  return text.split('');
}
