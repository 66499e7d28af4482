import { NEWLINE } from './bytes';

const NOTHING = new Uint8Array(0);

/** Size of the first buffer of its own that a queue makes, in bytes. */
const FIRST_CAPACITY = 512;

/** Capacity, in bytes, above which an empty queue gives its buffer back. */
const LARGEST_IDLE_CAPACITY = 32_768;

/**
 * The bytes of a stream that are not taken yet. While nothing is kept from before, a chunk is read where
 * it lies and never copied; only a rest is. Appending costs as much as what is appended, on average.
 */
export class ByteQueue {
  /** Holds the queue between `start` and `end`; anything may lie around it. */
  bytes: Uint8Array = NOTHING;
  start = 0;
  end = 0;

  #own: Uint8Array = NOTHING;
  /** Where the first newline was found, and how far was looked: indices into `bytes`. */
  #newline = -1;
  #lookedTo = 0;

  get length(): number {
    return this.end - this.start;
  }

  append(chunk: Uint8Array): void {
    if (this.length === 0) {
      this.bytes = chunk;
      this.start = 0;
      this.end = chunk.length;
      this.#newline = -1;
      this.#lookedTo = 0;
      return;
    }
    if (this.end + chunk.length > this.#own.length) this.#makeRoom(chunk.length);
    this.#own.set(chunk, this.end);
    this.end += chunk.length;
  }

  /** Takes bytes off the front. */
  drop(count: number): void {
    this.start += count;
  }

  /** Has to be called before the chunk that was appended last may be reused: copies what is left of it. */
  keepRest(): void {
    if (this.length === 0) {
      this.bytes = NOTHING;
      this.start = 0;
      this.end = 0;
      if (this.#own.length > LARGEST_IDLE_CAPACITY) this.#own = NOTHING;
    } else if (this.bytes !== this.#own) {
      this.#makeRoom(0);
    }
  }

  /** @returns the index of the first newline before `limit`, or -1. No byte is looked at twice. */
  newlineBefore(limit: number): number {
    if (this.#newline < this.start) {
      const from = Math.max(this.#lookedTo, this.start);
      const found = from < this.end ? this.bytes.subarray(from, this.end).indexOf(NEWLINE) : -1;
      this.#newline = found < 0 ? -1 : from + found;
      this.#lookedTo = found < 0 ? this.end : from + found + 1;
    }
    return this.#newline < limit ? this.#newline : -1;
  }

  /** Moves the queue to the front of a buffer of its own, at least half of which is then free. */
  #makeRoom(more: number): void {
    const rest = this.bytes.subarray(this.start, this.end);
    const needed = 2 * (rest.length + more);
    if (needed > this.#own.length) this.#own = new Uint8Array(Math.max(needed, FIRST_CAPACITY));
    this.#own.set(rest);
    this.#newline = this.#newline < this.start ? -1 : this.#newline - this.start;
    this.#lookedTo = Math.max(this.#lookedTo - this.start, 0);
    this.bytes = this.#own;
    this.end = rest.length;
    this.start = 0;
  }
}
