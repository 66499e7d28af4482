import { type Address, canonicalHost, isHost } from '../address';
import type { DeviationNote } from '../deviation';
import { utf8Length } from '../frame/bytes';
import type { Verb } from '../message';
import { MAX_NAME_BYTES, MAX_PORT } from '../names';
import type { Tokens } from './tokens';

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

/** The state of parsing one body: the tokens that are left, and the deviations found so far. */
export interface ParseContext {
  readonly verb: Verb;
  /** The pattern of a message with this verb, for error sentences. */
  readonly shape: string;
  readonly tokens: Tokens;
  readonly notes: DeviationNote[];
}

export function unreadable(code: ParseError['code'], sentence: string): Unreadable {
  return { ok: false, error: { code, sentence } };
}

export function missing(context: ParseContext, field: string): Unreadable {
  return unreadable('fields-missing', `the ${field} is missing; the message is "${context.shape}"`);
}

/** Reads `ip port`. */
export function readAddress(context: ParseContext): Read<Address> {
  const ip = context.tokens.next();
  if (ip === undefined) return missing(context, 'ip');
  const port = context.tokens.next();
  if (port === undefined) return missing(context, 'port');
  return toAddress(context, ip, port);
}

/** Makes an address of two tokens. Java's InetAddress prints itself as `host/ip` or `/ip`: the ip is what counts. */
export function toAddress(context: ParseContext, ipToken: string, portToken: string): Read<Address> {
  const slash = ipToken.lastIndexOf('/');
  const ip = ipToken.slice(slash + 1);
  if (!isHost(ip)) return unreadable('ip-invalid', `"${excerpt(ipToken)}" is not an ip such as 127.0.0.1`);
  if (!isPort(portToken)) {
    return unreadable(
      'port-invalid',
      `"${excerpt(portToken)}" is not a port, a number from 1 to ${MAX_PORT}`,
    );
  }
  if (slash >= 0) note(context, { name: 'ip-with-slash' });
  const host = canonicalHost(ip);
  if (host !== ip) note(context, { name: 'localhost-for-ip' });
  return { ok: true, value: { ip: host, port: Number(portToken) } };
}

export function isPort(token: string): boolean {
  return /^\d{1,5}$/.test(token) && Number(token) >= 1 && Number(token) <= MAX_PORT;
}

/** Makes sure of the name of a peer. Blanks and control characters cannot be in it any more; it may be too long. */
export function toPeerName(token: string): Read<string> {
  if (utf8Length(token) <= MAX_NAME_BYTES) return { ok: true, value: token };
  return unreadable('name-invalid', `the name has more than ${MAX_NAME_BYTES} bytes; shorten it`);
}

/** Reads a code or a count: a whole number of at most four digits. */
export function readCode(context: ParseContext, field: string): Read<number> {
  const token = context.tokens.next();
  if (token === undefined) return missing(context, field);
  if (/^\d{1,4}$/.test(token)) return { ok: true, value: Number(token) };
  return unreadable('number-invalid', `"${excerpt(token)}" is not a number from 0 to 9999`);
}

/** @returns whether a token can be a number of hops, be it negative. Nine digits are plenty, and stay exact. */
export function isHops(token: string | undefined): token is string {
  return token !== undefined && /^-?\d{1,9}$/.test(token);
}

/** @returns the hops of a token that {@link isHops}; who counts 0, -1, -2 … has still counted forwards */
export function toHops(context: ParseContext, token: string): number {
  if (token.startsWith('-')) note(context, { name: 'hops-negative' });
  return Math.abs(Number(token));
}

/** Records a leniency once. */
export function note(context: ParseContext, deviation: DeviationNote): void {
  if (!context.notes.some((known) => known.name === deviation.name)) context.notes.push(deviation);
}

/** @returns the beginning of something that was sent, short enough to quote in a sentence. */
export function excerpt(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
