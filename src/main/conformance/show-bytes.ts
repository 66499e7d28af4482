import type { Octets } from '../../shared/network/report';

const NAMED: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 0: '\\0', 92: '\\\\' };

/** Shows octets so that nothing in them can do anything to a terminal or a page, and each can be told from the others. */
export function showBytes(octets: Uint8Array): Octets {
  const hex = Array.from(octets, (octet) => octet.toString(16).padStart(2, '0'));
  const text = Array.from(octets, (octet, at) => {
    const named = NAMED[octet];
    if (named !== undefined) return named;
    return octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : `\\x${hex[at]}`;
  });
  return { text: text.join(''), hex: hex.join(' '), length: octets.length };
}

export function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** @returns the index of the first octet in which the two differ, or -1 where they are the same */
export function firstDifference(one: Uint8Array, other: Uint8Array): number {
  const longest = Math.max(one.length, other.length);
  for (let at = 0; at < longest; at += 1) if (one[at] !== other[at]) return at;
  return -1;
}
