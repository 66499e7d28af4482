import type { Transport } from '../../../shared/network/events';
import { type Address, type AddressKey, keyOf } from '../../../shared/protocol/address';

/** Peers remembered; beyond, those that were idle longest are removed. */
const MAX_REMEMBERED = 10_000;

interface Spoken {
  readonly last: Transport;
  /** It has answered a connection that was opened to it: it listens on TCP. */
  readonly answersTcp: boolean;
}

/** The transport of the last message of each remote peer. Some programs support only one of the two. */
export class SpokenTransports {
  readonly #spoken = new Map<AddressKey, Spoken>();

  /** @param isAnswer whether it was received on a connection that was opened to the peer */
  note(peer: Address, last: Transport, isAnswer: boolean): void {
    const key = keyOf(peer);
    const answersTcp = isAnswer || (this.#spoken.get(key)?.answersTcp ?? false);
    // A Map keeps the order of insertion, so the first one was idle longest.
    this.#spoken.delete(key);
    this.#spoken.set(key, { last, answersTcp });
    const [oldest] = this.#spoken.keys();
    if (oldest !== undefined && this.#spoken.size > MAX_REMEMBERED) this.#spoken.delete(oldest);
  }

  /** @returns the transports to try, in order: that of its last message (TCP where there is none), then the other */
  waysTo(peer: Address): readonly Transport[] {
    const spoken = this.#spoken.get(keyOf(peer));
    if (spoken?.last === 'udp') return ['udp', 'tcp'];
    return spoken?.answersTcp ? ['tcp'] : ['tcp', 'udp'];
  }
}
