import type { Random } from '../../runtime/random';
import type { Runtime } from '../../runtime/runtime';

/** How a link carries, in one direction. */
export interface LinkQuality {
  /** Milliseconds on the way, drawn for each packet. */
  readonly latency: (random: Random) => number;
  /** Share of packets that are lost, from 0 to 1. A stream sends a lost one again, which takes time. */
  readonly loss: number;
  readonly bytesPerSecond: number;
  /** Carries nothing: datagrams are lost, streams wait. */
  readonly isCut: boolean;
}

/** Milliseconds until a stream sends again what was lost: twice as long each time (RFC 6298 begins at 1 s; in a local network 200 ms is usual). */
const RETRANSMISSION_MS = 200;
const LONGEST_RETRANSMISSION_MS = 5_000;

/** One direction between two addresses: first in, first out for streams; datagrams may overtake each other. */
export class Link {
  readonly #runtime: Runtime;
  readonly #random: Random;
  readonly #quality: () => LinkQuality;
  /** When it has sent all that it was given. */
  #freeAt = 0;

  constructor(runtime: Runtime, name: string, quality: () => LinkQuality) {
    this.#runtime = runtime;
    this.#random = runtime.random.fork(`link ${name}`);
    this.#quality = quality;
  }

  /** Carries one datagram, or loses it. */
  carry(bytes: number, arrived: () => void): void {
    const { loss, isCut, latency } = this.#quality();
    const sentAt = this.#sent(bytes);
    const isLost = this.#random() < loss;
    const arrivesAt = sentAt + latency(this.#random);
    if (isCut || isLost) return;
    this.#runtime.setTimer(arrivesAt - this.#runtime.now(), arrived);
  }

  /**
   * Carries a packet of a stream, which arrives after those before it.
   *
   * @param after when the one before it arrives. @returns when this one arrives
   */
  carryInOrder(bytes: number, after: number, arrived: () => void): number {
    const { loss, latency } = this.#quality();
    const sentAt = this.#sent(bytes);
    let again = RETRANSMISSION_MS;
    let delay = 0;
    while (this.#random() < loss && delay < LONGEST_RETRANSMISSION_MS) {
      delay += again;
      again *= 2;
    }
    const arrivesAt = Math.max(after, sentAt + delay + latency(this.#random));
    const deliver = () => {
      // It waits for a link that is cut, and is sent again from time to time.
      if (this.#quality().isCut) this.#runtime.setTimer(RETRANSMISSION_MS, deliver);
      else arrived();
    };
    this.#runtime.setTimer(arrivesAt - this.#runtime.now(), deliver);
    return arrivesAt;
  }

  /** @returns when the last byte has left */
  #sent(bytes: number): number {
    const begins = Math.max(this.#runtime.now(), this.#freeAt);
    this.#freeAt = begins + (bytes * 1_000) / this.#quality().bytesPerSecond;
    return this.#freeAt;
  }
}
