import type { Address } from '../../../shared/protocol/address';
import { isLoopback } from '../frames/datagram-rate-limiter';
import type { InboundFrame } from '../frames/frame-transport';

/**
 * Maximum size of an answer, as a multiple of the request, to a datagram from an unverified address. The source address
 * of a datagram can be forged, so that the answer must not amplify the traffic (RFC 9000, section 8.1, has the same figure).
 */
const MAX_FACTOR = 3;

/**
 * @returns whether a query may be forwarded. Every holder answers a flooded query to the address that it names, which is the
 * victim where a datagram is forged. So of external datagrams, only those of neighbours are forwarded.
 */
export function mayForward({ transport, from }: InboundFrame, neighbours: readonly Address[]): boolean {
  if (transport === 'tcp' || isLoopback(from.ip)) return true;
  return neighbours.some(({ ip }) => ip === from.ip);
}

/** @returns the maximum size of an answer to this frame, in bytes */
export function maxReplyBytes({ transport, from, result }: InboundFrame): number {
  // A connection proves its sender's address, and another machine cannot forge a loopback address.
  if (transport === 'tcp' || isLoopback(from.ip)) return Number.POSITIVE_INFINITY;
  return MAX_FACTOR * (result.ok ? result.frame.bytes : result.bytes);
}
