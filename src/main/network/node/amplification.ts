import type { Address } from '../../../shared/protocol/address';
import { isLoopback } from '../frames/datagram-rate-limiter';
import type { InboundFrame } from '../frames/frame-transport';

/**
 * How many times its request an answer to a stranger's datagram may be. Anybody can write somebody else's address on
 * a datagram; what is answered to it must not be worth the forging (RFC 9000, section 8.1, has the same figure).
 */
const MAX_FACTOR = 3;

/**
 * @returns whether what came may set others on whoever it names. A flood that a forged datagram starts would be
 * answered to its victim by everybody, so only neighbours' datagrams are passed on.
 */
export function mayForward({ transport, from }: InboundFrame, neighbours: readonly Address[]): boolean {
  if (transport === 'tcp' || isLoopback(from.ip)) return true;
  return neighbours.some(({ ip }) => ip === from.ip);
}

/** @returns the bytes that an answer may have, to go back to where the arrival says that it came from */
export function maxReplyBytes({ transport, from, result }: InboundFrame): number {
  // A connection proves its sender's address, and loopback cannot be forged from elsewhere.
  if (transport === 'tcp' || isLoopback(from.ip)) return Number.POSITIVE_INFINITY;
  return MAX_FACTOR * (result.ok ? result.frame.bytes : result.bytes);
}
