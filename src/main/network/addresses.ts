import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Address } from '../../shared/protocol/address';

/** @returns whether the address means "every interface", which nobody can be reached at */
export function isWildcard(ip: string): boolean {
  return ip === '0.0.0.0' || ip === '::';
}

/**
 * @returns what somebody bound there calls itself: a wildcard is replaced by this machine's first address that
 * others can reach, or by loopback where it has none
 */
export function advertised(bound: Address): Address {
  if (!isWildcard(bound.ip)) return bound;
  const outward = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find((address) => !address.internal && isIPv6(address.address) === isIPv6(bound.ip));
  return { ip: outward?.address ?? (isIPv6(bound.ip) ? '::1' : '127.0.0.1'), port: bound.port };
}
