import { type Address, keyOf } from '../../../shared/protocol/address';
import type { InboundFrame } from '../frames/frame-transport';

/** Milliseconds in which the same JOIN again means that its answer was not received. */
const WINDOW_MS = 10_000;
/** JOINs remembered; the oldest are forgotten first. */
const MAX_REMEMBERED = 1_000;

/** JOINs that came as datagrams from another port than they advertise, as from a program that sends by a socket of its own. */
export class RepeatedJoins {
  readonly #seen = new Map<string, number>();

  /**
   * @param now milliseconds on any steady clock
   * @returns whether the same JOIN came before in the window; only ever for an address of the sender's own host
   */
  isRepeated({ transport, from }: InboundFrame, advertised: Address, now: number): boolean {
    if (transport !== 'udp' || from.ip !== advertised.ip || from.port === advertised.port) return false;
    const key = keyOf(advertised);
    const before = this.#seen.get(key);
    this.#seen.delete(key);
    this.#seen.set(key, now);
    const [oldest] = this.#seen.keys();
    if (oldest !== undefined && this.#seen.size > MAX_REMEMBERED) this.#seen.delete(oldest);
    return before !== undefined && now - before < WINDOW_MS;
  }
}
