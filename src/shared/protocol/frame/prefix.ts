import { isVerb, LONGEST_VERB } from '../verbs';
import { isDigit, isFrameEnd, isLetter, QUOTE, SPACE } from './bytes';
import { MAX_FRAME_BYTES, PREFIX_DIGITS } from './limits';

/** Digits beyond which a number is no longer taken for an overly padded prefix. */
const MAX_DIGITS = 6;

/** Whether something is there, is not, or would need more bytes to tell. */
export type Detection = 'yes' | 'no' | 'unclear';

/** What {@link prefixDigits} answers while there are only digits so far. */
export const UNCLEAR = -1;

/**
 * Looks for a prefix at `start`. Four digits and a space are one whatever follows. Fewer or more digits
 * (a sender that does not pad, or pads too far) are one only before a letter.
 *
 * @returns how many digits the prefix has, 0 for no prefix, {@link UNCLEAR} where `end` comes too early to tell.
 */
export function prefixDigits(bytes: Uint8Array, start: number, end: number): number {
  const last = Math.min(end, start + MAX_DIGITS);
  let at = start;
  while (at < last && isDigit(bytes[at])) at++;
  const digits = at - start;
  if (at === end) return digits > 0 ? UNCLEAR : 0;
  if (digits === 0 || bytes[at] !== SPACE) return 0;
  if (digits === PREFIX_DIGITS) return digits;
  if (digits > PREFIX_DIGITS && prefixNumber(bytes, start, digits) > MAX_FRAME_BYTES) return 0;
  if (at + 1 === end) return UNCLEAR;
  return isLetter(bytes[at + 1]) ? digits : 0;
}

/** @returns the number that the digits at `start` spell. */
export function prefixNumber(bytes: Uint8Array, start: number, digits: number): number {
  let number = 0;
  for (let at = start; at < start + digits; at++) number = number * 10 + ((bytes[at] ?? 0x30) - 0x30);
  return number;
}

/**
 * Whether a frame may begin at `at`, right behind one of which every announced byte has come: a prefix
 * like the one before, a bare verb, or what some senders put after a frame.
 */
export function detectFrame(
  bytes: Uint8Array,
  at: number,
  end: number,
  digits: number,
  final: boolean,
): Detection {
  if (isFrameEnd(bytes[at])) return 'yes';
  if (!isDigit(bytes[at])) return detectVerb(bytes, at, end, final);
  const found = prefixDigits(bytes, at, end);
  if (found === UNCLEAR)
    return end - at <= (isDigit(bytes[end - 1]) ? digits : digits + 1) ? 'unclear' : 'no';
  return found === digits ? 'yes' : 'no';
}

/** Whether the bytes at `at` are a whole verb of the protocol, with nothing glued to its end but a number. */
function detectVerb(bytes: Uint8Array, at: number, end: number, final: boolean): Detection {
  let word = '';
  let next = at;
  while (next < end && word.length <= LONGEST_VERB && isLetter(bytes[next])) {
    word += String.fromCharCode(bytes[next] ?? 0);
    next++;
  }
  if (next === end && !final && word.length <= LONGEST_VERB) return 'unclear';
  return isVerb(word) ? 'yes' : 'no';
}

/**
 * Looks for a frame glued to the end of another text: four digits, a space and a verb, where what comes
 * before them is neither a space nor a quote (so that a file called "1984 PING" stays whole).
 *
 * @param from where to look on; @param first the earliest place a frame may begin.
 * @returns where it begins, or where to look on when more bytes have come.
 */
export function findGluedFrame(
  bytes: Uint8Array,
  from: number,
  first: number,
  end: number,
  final: boolean,
): { readonly found: boolean; readonly at: number } {
  for (let at = Math.max(from, first + PREFIX_DIGITS); at < end; at++) {
    if (bytes[at] !== SPACE || !endsInDigits(bytes, at)) continue;
    const start = at - PREFIX_DIGITS;
    if (start > first && isApart(bytes, start)) continue;
    // A verb may be all of that frame: then its length says that no more letters come.
    const whole = prefixNumber(bytes, start, PREFIX_DIGITS) === end - start;
    const verb = detectVerb(bytes, at + 1, end, final || whole);
    if (verb === 'yes') return { found: true, at: start };
    if (verb === 'unclear') return { found: false, at };
  }
  return { found: false, at: end };
}

function endsInDigits(bytes: Uint8Array, end: number): boolean {
  return (
    isDigit(bytes[end - 1]) && isDigit(bytes[end - 2]) && isDigit(bytes[end - 3]) && isDigit(bytes[end - 4])
  );
}

/** Whether what begins at `start` is a word of its own, or the first word in quotes. */
function isApart(bytes: Uint8Array, start: number): boolean {
  const before = bytes[start - 1];
  return before === SPACE || (before === QUOTE && bytes[start - 2] === SPACE);
}
