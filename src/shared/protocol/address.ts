import { checkPort } from './names';

/** Where a participant is reached, which is also its identity (PROTOCOL.md, rule 1: ip and port). */
export interface Address {
  readonly ip: string;
  readonly port: number;
}

/** An address as one comparable string, `ip:port`. It keys every table and names a peer in the API. */
export type AddressKey = `${string}:${number}`;

export type AddressResult =
  | { readonly ok: true; readonly address: Address }
  | { readonly ok: false; readonly error: { readonly code: string; readonly sentence: string } };

/** The address in a SEROK that carries none; only a SEROK without files may. */
export const UNKNOWN_ADDRESS: Address = Object.freeze({ ip: '0.0.0.0', port: 0 });

/** Longest host, in characters: the limit of the domain name system. */
const MAX_HOST_CHARACTERS = 255;

/** @returns the host as it is written everywhere here: `localhost`, in any case, as 127.0.0.1 */
export function canonicalHost(host: string): string {
  return host.toLowerCase() === 'localhost' ? '127.0.0.1' : host;
}

/** @returns the key of an address; two addresses are the same participant exactly when their keys are equal. */
export function keyOf(address: Address): AddressKey {
  return `${address.ip}:${address.port}`;
}

/** @returns the address behind a key made by {@link keyOf}; the port is what follows the last colon. */
export function addressOf(key: AddressKey): Address {
  const colon = key.lastIndexOf(':');
  return { ip: key.slice(0, colon), port: Number(key.slice(colon + 1)) };
}

/** Reads what a person typed: `ip:port`, `host:port` or `[ipv6]:port`; spaces around it do not matter. */
export function parseAddress(text: string): AddressResult {
  const typed = text.trim();
  const colon = typed.lastIndexOf(':');
  const host = typed.slice(0, Math.max(colon, 0));
  const digits = typed.slice(colon + 1);
  if (host === '' || !/^\d+$/.test(digits)) {
    return refuse(
      'address-invalid',
      `"${typed}" is not an address; write ip and port, such as 127.0.0.1:5001`,
    );
  }
  const ip = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
  if (!isHost(ip))
    return refuse('ip-invalid', `"${ip}" is not an ip or a host name; write one such as 127.0.0.1`);
  const port = checkPort(Number(digits));
  return port.ok ? { ok: true, address: { ip: canonicalHost(ip), port: port.port } } : port;
}

/**
 * @returns whether a token can stand where the protocol says `ip`: a complete IPv4 address, an IPv6
 * address, or a host name. Bare numbers are none, which is how a list of pairs is told from one of triples.
 */
export function isHost(token: string): boolean {
  if (token.length > MAX_HOST_CHARACTERS) return false;
  if (/^[\d.]+$/.test(token)) return isIpv4(token);
  if (token.includes(':')) return /^[\dA-Fa-f]*:[\dA-Fa-f:]*:[\dA-Fa-f.]*(%[\w.-]+)?$/.test(token);
  return /^[A-Za-z\d][\w.-]*$/.test(token);
}

function isIpv4(token: string): boolean {
  const parts = token.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}

function refuse(code: string, sentence: string): AddressResult {
  return { ok: false, error: { code, sentence } };
}
