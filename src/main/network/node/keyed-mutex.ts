/** Lets what must not overlap happen one after the other: work under one key waits for what began under it before. */
export class KeyedMutex<K> {
  readonly #last = new Map<K, Promise<unknown>>();

  /** @returns what the work returns, once its turn has come and it is done */
  async run<T>(key: K, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    const mine = before ? before.then(work, work) : work();
    this.#last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(key) === mine) this.#last.delete(key);
    }
  }

  /** @returns the keys under which something is under way or waits */
  keys(): K[] {
    return [...this.#last.keys()];
  }
}
