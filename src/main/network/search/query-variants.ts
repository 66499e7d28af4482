import { utf8Length } from '../../../shared/protocol/frame/bytes';
import { MAX_NAME_BYTES } from '../../../shared/protocol/names';

/**
 * Milliseconds for which a spelling is not used again: peers remember a SER for ten seconds from when it reaches them,
 * which may be a little later than when it was sent.
 */
const REUSE_AFTER_MS = 12_000;
/** Letters of which each may be large or small: 1,024 ways to spell a query, before blanks come into it. */
const MAX_VARIED_LETTERS = 10;

/**
 * Spells the queries of one asking peer. A SER has no id, and peers drop what they have seen; so every question that is to
 * go its own way is spelled in a way of its own. Matching ignores case and blanks, so all find the same. A foreign peer
 * that holds spellings for the same merely does not pass on the later ones.
 */
export class QueryVariants {
  readonly #used = new Map<string, number>();

  /** @param now milliseconds on any steady clock. @returns null when all that fit a name have been used just now */
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

/** As typed, then in other cases, then all of that with ever more blanks, as far as a name may be long. */
function* queryVariants(query: string): Generator<string> {
  const given = new Set<string>();
  for (let blanks = 0; utf8Length(query) + blanks <= MAX_NAME_BYTES; blanks += 1) {
    const padded = pad(query, blanks);
    for (const cased of inOtherCases(padded)) {
      if (given.has(cased)) continue;
      given.add(cased);
      yield cased;
    }
    // What had fewer blanks can no longer come.
    given.clear();
  }
}

/** Blanks go behind the first word, where no reader takes them away; behind the last where there is only one. */
function pad(query: string, blanks: number): string {
  const first = query.indexOf(' ', query.search(/\S/));
  const at = first === -1 ? query.length : first;
  return query.slice(0, at) + ' '.repeat(blanks) + query.slice(at);
}

/** Only the letters a to z, which are large and small everywhere in the same way. */
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

/** By UTF-16 units, as indices count; nothing but ASCII is changed, so that no pair is torn. */
function splitUnits(text: string): string[] {
  return text.split('');
}
