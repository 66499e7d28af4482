/** Serializes work by key: work under one key waits for earlier work under the same key. */
export class KeyedMutex<K> {
  readonly #last = new Map<K, Promise<unknown>>();

  /** @returns the result of the work, after earlier work under the key has ended */
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

  /** @returns the keys with work that runs or waits */
  keys(): K[] {
    return [...this.#last.keys()];
  }
}
