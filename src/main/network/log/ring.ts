/**
 * Keeps the last items: at most `capacity` of them, and, where items differ much in size, no more than `most` in
 * weight. Pushing beyond forgets the oldest; the newest is always kept. Grows only as it fills.
 */
export class Ring<T> {
  readonly #items: (T | undefined)[] = [];
  readonly #capacity: number;
  readonly #maxWeight: () => number;
  readonly #weigh: (item: T) => number;
  #start = 0;
  #size = 0;
  #weight = 0;

  /** @param most weight that is kept; read at each push */
  constructor(capacity: number, most = () => Number.POSITIVE_INFINITY, weigh: (item: T) => number = () => 1) {
    this.#capacity = capacity;
    this.#maxWeight = most;
    this.#weigh = weigh;
  }

  get size(): number {
    return this.#size;
  }

  push(item: T): void {
    const weight = this.#weigh(item);
    const most = this.#maxWeight();
    while (this.#size > 0 && (this.#size === this.#capacity || this.#weight + weight > most)) {
      this.#dropOldest();
    }
    // Up to the capacity the array grows by one at a time; from then on places are taken again.
    this.#items[(this.#start + this.#size) % this.#capacity] = item;
    this.#size += 1;
    this.#weight += weight;
  }

  #dropOldest(): void {
    const oldest = this.#items[this.#start];
    if (oldest !== undefined) this.#weight -= this.#weigh(oldest);
    this.#items[this.#start] = undefined;
    this.#start = (this.#start + 1) % this.#capacity;
    this.#size -= 1;
  }

  /** @returns the items from position `skip` on, counted from the oldest */
  slice(skip: number): T[] {
    const kept: T[] = [];
    for (let place = skip; place < this.#size; place += 1) {
      const item = this.#items[(this.#start + place) % this.#capacity];
      if (item !== undefined) kept.push(item);
    }
    return kept;
  }
}
