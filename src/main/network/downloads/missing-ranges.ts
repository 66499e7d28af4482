import type { Span } from '../files/file-source';

/** The missing bytes of a file. The caller that takes a part reports how much of it was filled. */
export class MissingRanges {
  #missing: Span[];
  /** Parts in progress, and the filled bytes of each. */
  readonly #taken = new Map<Span, number>();
  readonly #waiting = new Set<() => void>();

  /** @param missing apart from each other, in order; empty ones are passed over */
  constructor(missing: readonly Span[]) {
    this.#missing = missing.filter(({ start, end }) => end > start);
  }

  /** Missing bytes, without those in progress. */
  get missing(): readonly Span[] {
    return this.#missing;
  }

  /** Missing bytes, with what is being fetched and is not on the disk yet. */
  get unfilled(): readonly Span[] {
    const fetched = [...this.#taken].map(([{ end }, filled]) => ({ start: filled, end }));
    return inOrder([...this.#missing, ...fetched]);
  }

  get filled(): boolean {
    return this.#taken.size === 0 && this.#missing.length === 0;
  }

  /**
   * Takes the first missing part. Where all of it is being fetched by others, waits for them: they may fail.
   *
   * @param most bytes taken at once
   * @returns undefined once nothing is missing any more, or the signal is given
   */
  async take(most: number, signal: AbortSignal): Promise<Span | undefined> {
    for (;;) {
      if (signal.aborted) return undefined;
      const [first, ...others] = this.#missing;
      if (first) {
        const span = { start: first.start, end: Math.min(first.end, first.start + most) };
        this.#missing = span.end < first.end ? [{ start: span.end, end: first.end }, ...others] : others;
        this.#taken.set(span, span.start);
        return span;
      }
      if (this.#taken.size === 0) return undefined;
      await this.#change(signal);
    }
  }

  /** Records how much of a part is filled while it is fetched. */
  advance(span: Span, filled: number): void {
    if (this.#taken.has(span)) this.#taken.set(span, filled);
  }

  /** Ends what {@link take} began. @param filled up to where the part is filled */
  settle(span: Span, filled: number): void {
    this.#taken.delete(span);
    if (filled < span.end) this.#missing = inOrder([...this.#missing, { start: filled, end: span.end }]);
    for (const wake of this.#waiting) wake();
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}

function inOrder(spans: readonly Span[]): Span[] {
  return [...spans].sort((one, other) => one.start - other.start);
}

/** @returns bytes in all */
export function bytesIn(spans: readonly Span[]): number {
  return spans.reduce((sum, { start, end }) => sum + end - start, 0);
}
