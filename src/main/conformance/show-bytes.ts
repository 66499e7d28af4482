import type { Bytes } from '../../shared/network/report';

const NAMED: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 0: '\\0', 92: '\\\\' };

/** Shows bytes so that none of them controls a terminal or a page, and each is distinguishable from the others. */
export function showBytes(bytes: Uint8Array): Bytes {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'));
  const text = Array.from(bytes, (byte, at) => {
    const named = NAMED[byte];
    if (named !== undefined) return named;
    return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${hex[at]}`;
  });
  return { text: text.join(''), hex: hex.join(' '), length: bytes.length };
}

export function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** @returns the index of the first byte in which the two differ, or -1 where they are the same */
export function firstDifference(one: Uint8Array, other: Uint8Array): number {
  const longest = Math.max(one.length, other.length);
  for (let at = 0; at < longest; at += 1) if (one[at] !== other[at]) return at;
  return -1;
}
