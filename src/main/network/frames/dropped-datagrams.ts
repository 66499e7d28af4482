import type { Address } from '../../../shared/protocol/address';
import type { Runtime, Timer } from '../../runtime/runtime';

/** Milliseconds in which dropped datagrams of one source are reported together. */
const REPORT_INTERVAL_MS = 1_000;

/**
 * Counts dropped datagrams. The first of a source is reported at once, the others together once a second: an event for
 * each would cost as much as to read it.
 */
export class DroppedDatagrams {
  readonly #runtime: Runtime;
  readonly #report: (from: Address, count: number) => void;
  /** By IP address: dropped since the last report. Made on first use, which few endpoints have. */
  #sources: Map<string, { from: Address; count: number }> | undefined;
  #timer: Timer | undefined;

  constructor(runtime: Runtime, report: (from: Address, count: number) => void) {
    this.#runtime = runtime;
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
    this.#timer ??= this.#runtime.setTimer(REPORT_INTERVAL_MS, () => this.#flush());
  }

  /** Ends it. What was not reported yet is not. */
  stop(): void {
    this.#timer?.cancel();
  }

  #flush(): void {
    this.#timer = undefined;
    if (!this.#sources) return;
    for (const [ip, source] of this.#sources) {
      if (source.count === 0) this.#sources.delete(ip);
      else this.#report(source.from, source.count);
      source.count = 0;
    }
    if (this.#sources.size > 0) this.#timer = this.#runtime.setTimer(REPORT_INTERVAL_MS, () => this.#flush());
  }
}
