import { type DeviationNote, type Mismatch, NO_DEVIATIONS } from '../deviation';
import { decodeUtf8, lengthOfContent } from './bytes';
import { PREFIX_DIGITS } from './limits';
import { prefixNumber } from './prefix';

/** What one sender sent as one unit. */
export interface Frame {
  /** All of it as received, prefix and line end included. */
  readonly text: string;
  /** What follows the prefix, without a line end. */
  readonly body: string;
  /** Size as received, in bytes. */
  readonly bytes: number;
  /** The number in the prefix, in bytes; null where there is no prefix. */
  readonly declared: number | null;
  /** What differs from the exact form; empty for an exact frame. */
  readonly deviations: readonly DeviationNote[];
}

/** Bytes that are beyond reading even as a frame. */
interface FrameError {
  readonly code: 'frame-too-long' | 'frame-empty';
  readonly sentence: string;
}

/** `bytes` is the size as received; `text` shows it to the user as well as it can be shown. */
export type FrameResult =
  | { readonly ok: true; readonly frame: Frame }
  | { readonly ok: false; readonly error: FrameError; readonly text: string; readonly bytes: number };

/**
 * Makes a frame of the bytes from `start` to `end`, whose bounds are settled, and notes how they differ
 * from what the prefix announced.
 *
 * @param digits how many digits the prefix has, 0 for none.
 */
export function readFrame(bytes: Uint8Array, start: number, end: number, digits: number): FrameResult {
  const { text, exact } = decodeUtf8(bytes.subarray(start, end));
  const size = end - start;
  const content = lengthOfContent(text);
  const headless = digits === 0;
  if (headless && content === 0) {
    return { ok: false, error: { code: 'frame-empty', sentence: 'nothing was sent' }, text, bytes: size };
  }
  const declared = headless ? null : prefixNumber(bytes, start, digits);
  const body = text.slice(headless ? 0 : digits + 1, content);
  if (exact && declared === size && content === text.length && digits === PREFIX_DIGITS) {
    return { ok: true, frame: { text, body, bytes: size, declared, deviations: NO_DEVIATIONS } };
  }

  const deviations: DeviationNote[] = [];
  if (declared === null) deviations.push({ name: 'no-prefix' });
  else deviations.push(...judgeLength(declared, digits, text, content, size));
  const ending = text.slice(content);
  if (ending.includes('\0')) deviations.push({ name: 'trailing-nul' });
  else if (ending !== '') deviations.push({ name: 'trailing-newline' });
  if (!exact) deviations.push({ name: 'not-utf8' });
  return { ok: true, frame: { text, body, bytes: size, declared, deviations } };
}

/** A line end may be counted in the length or not: both are understood, and only the line end is noted. */
function judgeLength(
  declared: number,
  digits: number,
  text: string,
  content: number,
  size: number,
): DeviationNote[] {
  const notes: DeviationNote[] = [];
  const actual = size - (text.length - content);
  // Who does not pad to four digits may have counted the digits sent, or the four there should have been.
  const padded = PREFIX_DIGITS - digits;
  if (padded !== 0) notes.push({ name: 'prefix-not-four-digits' });
  if (declared >= actual && declared <= size) return notes;
  if (declared - padded >= actual && declared - padded <= size) return notes;

  const detail: Mismatch = { declared, actual };
  if (actual !== content && countsCharacters(declared, text.slice(0, content))) {
    notes.push({ name: 'length-in-characters', detail });
  } else if (Math.abs(declared - actual) === 1) {
    notes.push({ name: 'length-off-by-one', detail });
  } else {
    notes.push({ name: 'length-wrong', detail });
  }
  return notes;
}

/** JavaScript and Java count UTF-16 units, Python counts code points. */
function countsCharacters(declared: number, text: string): boolean {
  return declared === text.length || declared === [...text].length;
}
