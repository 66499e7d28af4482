import type { NetworkEvent } from '../../../shared/network/events';

/** Bytes that an event takes beside its texts: the object, its numbers, its place in the log. */
const EVENT_BYTES = 200;
/** Bytes that one entry of a list or one field of a record takes beside its text. */
const ENTRY_BYTES = 16;

/**
 * How much memory an event keeps, in bytes, roughly: enough to bound a log whose events may hold a frame of 9,999
 * bytes or a list of a hundred thousand names. Messages, which are nearly all of them, cost one addition.
 */
export function weightOf(event: NetworkEvent): number {
  if (
    event.type === 'message:sent' ||
    event.type === 'message:received' ||
    event.type === 'message:attempted'
  )
    return EVENT_BYTES + event.frame.length;
  return EVENT_BYTES + sizeOf(event);
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  let size = 0;
  for (const part of Object.values(value)) size += ENTRY_BYTES + sizeOf(part);
  return size;
}

/**
 * Copies the beginning of a text. A part of a string that was cut off by `slice` keeps the whole string in memory, as
 * long as the part lives; the copy does not.
 *
 * @param most characters
 */
export function copyOfStart(text: string, most: number): string {
  return Buffer.from(text.slice(0, most), 'utf16le').toString('utf16le');
}
