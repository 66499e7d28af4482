import type { Verb } from '../../protocol/message';
import type { NetworkEvent } from '../events';
import type { Second } from './metrics-schema';

/** Seconds that are remembered: ten minutes. */
const KEPT_SECONDS = 600;

/** Messages a second by verb, over the last ten minutes. Costs the same for every event, however long it runs. */
export class TrafficRate {
  readonly #seconds = new Map<number, Partial<Record<Verb, number>>>();

  add({ at, verb }: { readonly at: NetworkEvent['at']; readonly verb: Verb }): void {
    const second = Math.floor(at / 1_000);
    let sent = this.#seconds.get(second);
    if (!sent) {
      sent = {};
      this.#seconds.set(second, sent);
      for (const oldest of this.#seconds.keys()) {
        if (this.#seconds.size <= KEPT_SECONDS) break;
        this.#seconds.delete(oldest);
      }
    }
    sent[verb] = (sent[verb] ?? 0) + 1;
  }

  /** @returns copies of the seconds after `after` in which anything was sent, in order */
  since(after: number): Second[] {
    return [...this.#seconds]
      .filter(([second]) => second > after)
      .map(([second, sent]) => ({ second, sent: { ...sent } }))
      .sort((one, other) => one.second - other.second);
  }
}
