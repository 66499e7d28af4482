import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { type Address, canonicalHost } from '../../../shared/protocol/address';

/** @returns whether the address means "every interface", which is not a reachable destination */
export function isWildcard(ip: string): boolean {
  return ip === '0.0.0.0' || ip === '::';
}

/**
 * @param settled the address chosen in the settings; empty where none is
 * @returns the address to advertise: the chosen one, else the bound one. A wildcard is replaced by the first external address of this machine,
 * or by loopback if it has none
 */
export function advertised(bound: Address, settled = ''): Address {
  if (settled !== '') return { ip: canonicalHost(settled), port: bound.port };
  if (!isWildcard(bound.ip)) return { ip: canonicalHost(bound.ip), port: bound.port };
  const outward = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find((address) => !address.internal && isIPv6(address.address) === isIPv6(bound.ip));
  return { ip: outward?.address ?? (isIPv6(bound.ip) ? '::1' : '127.0.0.1'), port: bound.port };
}
