import type { Span } from './file-source';

/**
 * Reads a `Range` header (RFC 9110, 14.1 and 14.2).
 *
 * @param bytes bytes of the whole
 * @returns the part asked for; undefined where the whole is to be sent (no range, another unit, several ranges at
 * once); `'unsatisfiable'` where it is malformed or lies outside
 */
export function rangeOf(header: string | undefined, bytes: number): Span | undefined | 'unsatisfiable' {
  if (header === undefined || !/^bytes=/i.test(header) || header.includes(',')) return undefined;
  const parts = /^bytes=\s*(\d{0,16})-(\d{0,16})\s*$/i.exec(header);
  const [, first = '', last = ''] = parts ?? [];
  if (first === '') {
    const fromTheEnd = last === '' ? 0 : Number(last);
    return fromTheEnd === 0 || bytes === 0
      ? 'unsatisfiable'
      : { start: Math.max(0, bytes - fromTheEnd), end: bytes };
  }
  const start = Number(first);
  if (start >= bytes || (last !== '' && Number(last) < start)) return 'unsatisfiable';
  return { start, end: last === '' ? bytes : Math.min(bytes, Number(last) + 1) };
}
