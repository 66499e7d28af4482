import type { Address } from '../../../shared/protocol/address';

/** Milliseconds in which dropped datagrams of one source are reported together. */
const REPORT_INTERVAL_MS = 1_000;

/**
 * Counts dropped datagrams. The first of a source is reported at once, the others together once a second: an event for
 * each would cost as much as to read it.
 */
export class DroppedDatagrams {
  readonly #report: (from: Address, count: number) => void;
  /** By IP address: dropped since the last report. Made on first use, which few endpoints have. */
  #sources: Map<string, { from: Address; count: number }> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(report: (from: Address, count: number) => void) {
    this.#report = report;
  }

  note(from: Address): void {
    this.#sources ??= new Map();
    const known = this.#sources.get(from.ip);
    if (known) {
      known.from = from;
      known.count += 1;
      return;
    }
    this.#sources.set(from.ip, { from, count: 0 });
    this.#report(from, 1);
    this.#timer ??= setTimeout(() => this.#flush(), REPORT_INTERVAL_MS);
  }

  /** Ends it. What was not reported yet is not. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #flush(): void {
    this.#timer = undefined;
    if (!this.#sources) return;
    for (const [ip, source] of this.#sources) {
      if (source.count === 0) this.#sources.delete(ip);
      else this.#report(source.from, source.count);
      source.count = 0;
    }
    if (this.#sources.size > 0) this.#timer = setTimeout(() => this.#flush(), REPORT_INTERVAL_MS);
  }
}
