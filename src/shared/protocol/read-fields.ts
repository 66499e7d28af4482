import { type Address, canonicalHost, isHost } from './address';
import type { DeviationNote } from './deviation';
import type { Verb } from './message';
import { MAX_NAME_OCTETS, MAX_PORT } from './names';
import { utf8Length } from './octets';
import type { Tokens } from './tokens';
import { SHAPES } from './verbs';

/** Why a body is no message, in words for whoever wrote the program that sent it. */
export interface ParseError {
  readonly code:
    | 'empty'
    | 'control-character'
    | 'verb-unknown'
    | 'fields-missing'
    | 'fields-too-many'
    | 'ip-invalid'
    | 'port-invalid'
    | 'name-invalid'
    | 'number-invalid'
    | 'quote-unclosed';
  readonly sentence: string;
}

export type Read<T> = { readonly ok: true; readonly value: T } | Unreadable;

export interface Unreadable {
  readonly ok: false;
  readonly error: ParseError;
}

/** One body while it is read: what is left of it, and the leniencies used so far. */
export interface Reading {
  readonly verb: Verb;
  readonly tokens: Tokens;
  readonly notes: DeviationNote[];
}

export function unreadable(code: ParseError['code'], sentence: string): Unreadable {
  return { ok: false, error: { code, sentence } };
}

export function missing(reading: Reading, field: string): Unreadable {
  return unreadable('fields-missing', `the ${field} is missing; the message is "${SHAPES[reading.verb]}"`);
}

/** Reads `ip port`. */
export function readAddress(reading: Reading): Read<Address> {
  const ip = reading.tokens.next();
  if (ip === undefined) return missing(reading, 'ip');
  const port = reading.tokens.next();
  if (port === undefined) return missing(reading, 'port');
  return toAddress(reading, ip, port);
}

/** Makes an address of two tokens. Java's InetAddress prints itself as `host/ip` or `/ip`: the ip is what counts. */
export function toAddress(reading: Reading, ipToken: string, portToken: string): Read<Address> {
  const slash = ipToken.lastIndexOf('/');
  const ip = ipToken.slice(slash + 1);
  if (!isHost(ip)) return unreadable('ip-invalid', `"${excerpt(ipToken)}" is not an ip such as 127.0.0.1`);
  if (!isPort(portToken)) {
    return unreadable(
      'port-invalid',
      `"${excerpt(portToken)}" is not a port, a number from 1 to ${MAX_PORT}`,
    );
  }
  if (slash >= 0) note(reading, { name: 'ip-with-slash' });
  const host = canonicalHost(ip);
  if (host !== ip) note(reading, { name: 'localhost-for-ip' });
  return { ok: true, value: { ip: host, port: Number(portToken) } };
}

export function isPort(token: string): boolean {
  return /^\d{1,5}$/.test(token) && Number(token) >= 1 && Number(token) <= MAX_PORT;
}

/** Makes sure of the name of a peer. Blanks and control characters cannot be in it any more; it may be too long. */
export function toPeerName(token: string): Read<string> {
  if (utf8Length(token) <= MAX_NAME_OCTETS) return { ok: true, value: token };
  return unreadable('name-invalid', `the name has more than ${MAX_NAME_OCTETS} octets; shorten it`);
}

/** Reads a code or a count: a whole number of at most four digits. */
export function readCode(reading: Reading, field: string): Read<number> {
  const token = reading.tokens.next();
  if (token === undefined) return missing(reading, field);
  if (/^\d{1,4}$/.test(token)) return { ok: true, value: Number(token) };
  return unreadable('number-invalid', `"${excerpt(token)}" is not a number from 0 to 9999`);
}

/** @returns whether a token can be a number of hops, be it negative. Nine digits are plenty, and stay exact. */
export function isHops(token: string | undefined): token is string {
  return token !== undefined && /^-?\d{1,9}$/.test(token);
}

/** @returns the hops of a token that {@link isHops}; who counts 0, -1, -2 … has still counted forwards */
export function toHops(reading: Reading, token: string): number {
  if (token.startsWith('-')) note(reading, { name: 'hops-negative' });
  return Math.abs(Number(token));
}

/** Records a leniency once. */
export function note(reading: Reading, deviation: DeviationNote): void {
  if (!reading.notes.some((known) => known.name === deviation.name)) reading.notes.push(deviation);
}

/** @returns the beginning of something that was sent, short enough to quote in a sentence. */
export function excerpt(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
