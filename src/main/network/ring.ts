/** Keeps the last `capacity` items; pushing one more forgets the oldest. Grows only as it fills. */
export class Ring<T> {
  readonly #items: T[] = [];
  readonly #capacity: number;
  #start = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#items.length;
  }

  push(item: T): void {
    if (this.#items.length < this.#capacity) {
      this.#items.push(item);
      return;
    }
    this.#items[this.#start] = item;
    this.#start = (this.#start + 1) % this.#capacity;
  }

  /** @returns the items from position `skip` on, counted from the oldest */
  slice(skip: number): T[] {
    if (skip >= this.#items.length) return [];
    const ordered =
      this.#start === 0
        ? this.#items
        : [...this.#items.slice(this.#start), ...this.#items.slice(0, this.#start)];
    return ordered.slice(skip);
  }
}
