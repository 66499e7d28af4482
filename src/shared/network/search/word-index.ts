import { wordsOf } from './query-matching';

/**
 * Finds file names by their words (PROTOCOL.md, "Messages": whole words, ignoring case). A query costs what its rarest
 * word has in names, however many names there are beside.
 */
export class WordIndex {
  readonly #names = new Map<string, Set<string>>();

  add(name: string): void {
    for (const word of wordsOf(name)) {
      const names = this.#names.get(word);
      if (names) names.add(name);
      else this.#names.set(word, new Set([name]));
    }
  }

  remove(name: string): void {
    for (const word of wordsOf(name)) {
      const names = this.#names.get(word);
      names?.delete(name);
      if (names?.size === 0) this.#names.delete(word);
    }
  }

  /** @returns the names that have every word of the query, in the order of adding; none for a query without words */
  find(query: string): string[] {
    const sets: ReadonlySet<string>[] = [];
    for (const word of new Set(wordsOf(query))) {
      const names = this.#names.get(word);
      if (!names) return [];
      sets.push(names);
    }
    const [rarest, ...others] = sets.sort((one, other) => one.size - other.size);
    return rarest ? [...rarest].filter((name) => others.every((names) => names.has(name))) : [];
  }
}
