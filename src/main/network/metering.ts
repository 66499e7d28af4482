import { Metrics, type MetricsDetail, type MetricsReport } from '../../shared/network/metrics';
import type { EventLog } from './event-log';
import { pause } from './pause';

/** Milliseconds between two reports: figures that change more often cannot be read. */
const INTERVAL = 500;

/** Measures whatever happens in a lab from its first event on, whether anybody watches or not. */
export class Metering {
  readonly #log: EventLog;
  readonly #metrics: Metrics;

  constructor(log: EventLog) {
    this.#log = log;
    this.#metrics = new Metrics(log.state);
    log.subscribe((event) => this.#metrics.add(event));
  }

  /** @returns everything that was measured, as a copy */
  detail(): MetricsDetail {
    return structuredClone(this.#metrics.detail(this.#log.state));
  }

  /** A report at once, then one after something happened, at most two a second. */
  async *watch(signal?: AbortSignal): AsyncGenerator<MetricsReport, void, void> {
    let wake: (() => void) | undefined;
    let reported = -1;
    const unsubscribe = this.#log.subscribe(() => wake?.());
    const onAbort = () => wake?.();
    signal?.addEventListener('abort', onAbort);
    try {
      while (!signal?.aborted) {
        const { state } = this.#log;
        if (state.seq === reported) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          wake = undefined;
          continue;
        }
        reported = state.seq;
        yield this.#metrics.report(state);
        await pause(INTERVAL, signal);
      }
    } finally {
      unsubscribe();
      signal?.removeEventListener('abort', onAbort);
    }
  }
}
