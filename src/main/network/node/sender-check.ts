import type { EventOf } from '../../../shared/network/events';
import { type Address, keyOf } from '../../../shared/protocol/address';
import type { MessageOf } from '../../../shared/protocol/message';
import type { ContactWays } from '../external/contact-ways';
import { probe } from '../external/liveness-probe';
import { isLoopback, plainIp } from '../frames/datagram-rate-limiter';
import type { InboundFrame } from '../frames/frame-transport';
import type { MessageIo } from './message-io';
import type { Requests } from './requests';

/** Addresses probed at once; further claims are refused without a probe. */
const MAX_PROBES = 16;

/**
 * Whether a program may have an address taken out of a table. Only one that sends from that address may, or from this
 * machine; for any other the address is probed, by the methods that its program has used, and removed only where the program has
 * ended. Where the probe is inconclusive the entry stays; other liveness checks may remove it later.
 */
export class SenderCheck {
  readonly #requests: Requests;
  readonly #messageIo: MessageIo;
  readonly #ways: ContactWays | undefined;
  readonly #probing = new Set<string>();

  /** @param ways the methods that programs have used; without it, only peers of this process are probed */
  constructor(requests: Requests, messageIo: MessageIo, ways: ContactWays | undefined) {
    this.#requests = requests;
    this.#messageIo = messageIo;
    this.#ways = ways;
  }

  /**
   * Calls exactly one of `allow` and `refuse`: at once where the sender is the peer itself, after a probe where it is not.
   *
   * @param outcome `isListed`: whether the address is in the table; no other address is ever probed
   */
  authorize(
    inbound: InboundFrame,
    { verb, address }: MessageOf<'LEAVE'> | MessageOf<'UNREG'>,
    outcome: { readonly isListed: boolean; allow(): void; refuse(): void },
  ): void {
    if (isSentFrom(inbound.from, address)) return outcome.allow();
    const about = keyOf(address);
    const refuse = (reason: EventOf<'request:refused'>['reason']) => {
      this.#messageIo.recordRefusal(inbound.from, verb, about, reason);
      outcome.refuse();
    };
    if (!outcome.isListed || this.#probing.has(about) || this.#probing.size >= MAX_PROBES) {
      return refuse('not-verified');
    }
    this.#probing.add(about);
    const release = inbound.defer?.();
    void probe(address, this.#requests, this.#ways).then((verdict) => {
      this.#probing.delete(about);
      if (verdict === 'ended') outcome.allow();
      else refuse(verdict === 'lives' ? 'not-its-own' : 'not-verified');
      release?.();
    });
  }
}

/** A name such as `localhost` cannot be compared with an address, and counts as that of another machine. */
function isSentFrom(from: Address, address: Address): boolean {
  const source = plainIp(from.ip);
  return source === plainIp(address.ip) || isLoopback(source);
}
