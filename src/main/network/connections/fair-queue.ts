import type { Runtime, Timer } from '../../runtime/runtime';

/** Jobs done before the process reads its sockets again: some 60 µs each, so that what waits there waits 1 ms. */
const MAX_PER_TURN = 16;

/**
 * Does many small jobs a few at a time, in the order in which they came, and lets the process read its sockets in between. Thousands of
 * connections whose time ends at the same moment would otherwise keep everybody else waiting until the last one is done.
 */
export class FairQueue {
  readonly #runtime: Runtime;
  readonly #waiting = new Set<() => void>();
  #next: Timer | undefined;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** @returns a function that takes the job back, where it has not been done; idempotent */
  add(job: () => void): () => void {
    const own = () => job();
    this.#waiting.add(own);
    this.#next ??= this.#runtime.soon(() => this.#work());
    return () => {
      this.#waiting.delete(own);
    };
  }

  #work(): void {
    let done = 0;
    for (const job of this.#waiting) {
      this.#waiting.delete(job);
      job();
      done += 1;
      if (done === MAX_PER_TURN) break;
    }
    this.#next = this.#waiting.size > 0 ? this.#runtime.soon(() => this.#work()) : undefined;
  }
}
