import { Metrics } from '../../../shared/network/metrics/metrics';
import type {
  MetricsDetail,
  MetricsReport,
  SearchChoice,
} from '../../../shared/network/metrics/metrics-schema';
import { watchChanges } from '../../runtime/watch-changes';
import type { EventLog } from '../log/event-log';

/** Milliseconds between two reports: figures that change more often cannot be read. */
const INTERVAL_MS = 500;

/** Measures whatever happens in a lab from its first event on, whether anybody watches or not. */
export class MetricsService {
  readonly #log: EventLog;
  #metrics: Metrics;
  readonly #watchers = new Set<() => void>();

  constructor(log: EventLog) {
    this.#log = log;
    this.#metrics = new Metrics(log.state);
    log.subscribe((event) => this.#metrics.add(event));
  }

  /** @returns everything that was measured, as a copy */
  detail(choice?: SearchChoice): MetricsDetail {
    return structuredClone(this.#metrics.detail(this.#log.state, choice));
  }

  /** Forgets what was measured and counts again from now on. Of a search that runs nothing more is counted. */
  reset(): void {
    this.#metrics = new Metrics(this.#log.state);
    for (const wake of this.#watchers) wake();
  }

  /** A report at once, then one after something happened, at most two a second. */
  watch(signal?: AbortSignal, choice?: SearchChoice): AsyncGenerator<MetricsReport, void, void> {
    return watchChanges({
      subscribe: (changed) => {
        this.#watchers.add(changed);
        const unsubscribe = this.#log.subscribe(changed);
        return () => {
          this.#watchers.delete(changed);
          unsubscribe();
        };
      },
      read: () => this.#metrics.report(this.#log.state, choice),
      pace: { runtime: this.#log.runtime, interval: INTERVAL_MS },
      signal,
    });
  }
}
