import { parseMessage } from '../codec/parse';
import { beginsVerb } from '../verbs';
import { ByteQueue } from './byte-queue';
import { decodeUtf8, isDigit, isFrameEnd, SPACE, ZERO } from './bytes';
import { MAX_FRAME_BYTES, PREFIX_DIGITS } from './limits';
import { detectFrame, findGluedFrame, prefixDigits, prefixNumber, UNCLEAR } from './prefix';
import { type FrameResult, readFrame } from './read-frame';

/**
 * Bytes that may wait for the end of a frame. A little more than the largest frame, for a line end
 * behind it and for the prefix by which the next one is known.
 */
const MAX_PENDING_BYTES = MAX_FRAME_BYTES + 33;

/** One datagram is one frame, whatever its prefix says (PROTOCOL.md, "Transport"). */
export function readDatagram(bytes: Uint8Array): FrameResult {
  if (bytes.length > MAX_PENDING_BYTES) return tooLong(bytes, 0, bytes.length);
  const digits = prefixDigits(bytes, 0, bytes.length);
  return readFrame(bytes, 0, bytes.length, Math.max(digits, 0));
}

/** What is known about more bytes: they may come, have not come for a while, or cannot come. */
type Outlook = 'open' | 'silent' | 'over';

/** Said instead of the size of a frame: there is none yet, or there is none in all that may be kept. */
const WAIT = 0;
const ENDLESS = -1;

/**
 * Finds frames in a TCP stream, however it was cut on the way, and keeps finding them when lengths are
 * wrong. Where a frame ends is decided by the first of these that applies:
 *
 * 1. *Line*. A line end comes before the announced length is reached. (No message holds one.)
 * 2. *Length*. All that the prefix announces is there, and either nothing follows it or a frame does.
 *    This is the whole story for exact frames: they leave with their last byte, and any cutting of the
 *    stream gives the same frames.
 * 3. *Contradiction*. The announced length ends in mid-message: behind a space, or where no frame
 *    follows. Then the next line end ends the frame, or the next prefix that has a verb behind it. A
 *    length that is too small can only be recognised so, when more than it announces came at once.
 * 4. *Silence, or the end of the stream*. What is there is the frame.
 *
 * A frame without a prefix ends with its line, before a prefix that has a verb behind it, or as under 4.
 * The cost is linear in the bytes, even if they come one by one.
 */
export class FrameDecoder {
  readonly #queue = new ByteQueue();
  /** How far the queue was searched for a frame glued to the first: bytes from its front. */
  #searched = 0;
  #wasSilent = false;

  /** Bytes held back because their frame has not ended yet; never more than a largest frame and a prefix. */
  get pending(): number {
    return this.#queue.length;
  }

  /** Takes what came from the socket. The chunk may be reused afterwards. */
  push(chunk: Uint8Array): FrameResult[] {
    this.#wasSilent = false;
    this.#queue.append(chunk);
    return this.#drain('open');
  }

  /**
   * Says that nothing has come for a while. What reads as a message, or cannot become one, ends here; the
   * beginning of a message is given one more silence. So call again as long as bytes are {@link pending}.
   *
   * A timer that fires late in a busy process is no silence: let the sockets be read once more
   * (`setImmediate`) before calling.
   */
  silence(): FrameResult[] {
    const results = this.#drain(this.#wasSilent ? 'over' : 'silent');
    this.#wasSilent = this.pending > 0;
    return results;
  }

  /** Says that the stream is over. The decoder is empty afterwards. */
  end(): FrameResult[] {
    return this.#drain('over');
  }

  #drain(outlook: Outlook): FrameResult[] {
    const queue = this.#queue;
    const results: FrameResult[] = [];
    for (;;) {
      // A line end that came later than its frame: that frame has left, so there is nothing to note it on.
      while (queue.length > 0 && isFrameEnd(queue.bytes[queue.start])) queue.drop(1);
      if (queue.length === 0) break;

      const digits = prefixDigits(queue.bytes, queue.start, queue.end);
      let size = this.#sizeOfFirst(digits, outlook);
      if (size === WAIT) break;
      if (size === ENDLESS) {
        size = MAX_PENDING_BYTES;
        results.push(tooLong(queue.bytes, queue.start, queue.start + size));
      } else {
        results.push(readFrame(queue.bytes, queue.start, queue.start + size, Math.max(digits, 0)));
      }
      queue.drop(size);
      this.#searched = 0;
    }
    queue.keepRest();
    return results;
  }

  /** @returns the size of the first frame in bytes, {@link WAIT} or {@link ENDLESS}. */
  #sizeOfFirst(digits: number, outlook: Outlook): number {
    if (digits === UNCLEAR && outlook !== 'over') return WAIT;
    const { bytes, start, end } = this.#queue;
    if (digits <= 0) return this.#resyncLength(start + 1, outlook);

    const bodyAt = start + digits + 1;
    // Who does not pad the length to four digits is taken to count four nevertheless.
    const announced = prefixNumber(bytes, start, digits) + digits - PREFIX_DIGITS;
    const announcedEnd = start + announced;
    // A length that leaves no room for a body announces nothing.
    if (announcedEnd <= bodyAt) return this.#resyncLength(bodyAt, outlook);

    if (this.#queue.newlineBefore(announcedEnd - 1) >= 0) return this.#resyncLength(bodyAt, outlook);
    if (end < announcedEnd) {
      if (outlook === 'open' || (outlook === 'silent' && this.#isMessagePrefix(bodyAt))) return WAIT;
      return this.#resyncLength(bodyAt, outlook);
    }

    // No message ends with a space, so one that seems to was cut by a length too small.
    const endsWell = bytes[announcedEnd - 1] !== SPACE;
    if (end === announcedEnd) return endsWell || outlook !== 'open' ? announced : WAIT;
    // A verb behind what is shaped like a prefix: a length five too large, which took the next frame's own.
    if (!endsWell && !isDigit(bytes[announcedEnd])) return this.#resyncLength(bodyAt, outlook);
    switch (detectFrame(bytes, announcedEnd, end, digits, outlook !== 'open')) {
      case 'yes':
        return announced + this.#lineEndAt(announcedEnd);
      case 'no':
        return this.#resyncLength(bodyAt, outlook);
      case 'unclear':
        if (outlook === 'open') return WAIT;
        // One to four digits follow: the first of a padded length is 0 and seldom comes alone, whereas
        // ports, hops and codes at the end of a message are cut into digits by a length too small.
        return endsWell && end - announcedEnd > 1 && bytes[announcedEnd] === ZERO
          ? announced
          : this.#resyncLength(bodyAt, outlook);
    }
  }

  /** Ends a frame whose length cannot be trusted: before the next frame, with its line, or with what there is. */
  #resyncLength(firstEnd: number, outlook: Outlook): number {
    const { bytes, start, end } = this.#queue;
    const limit = Math.min(end, start + MAX_PENDING_BYTES);
    const newline = this.#queue.newlineBefore(limit);
    const settled = newline >= 0 || outlook !== 'open';
    const searchEnd = newline >= 0 ? newline : limit;
    const glued = findGluedFrame(bytes, start + this.#searched, firstEnd, searchEnd, settled);
    if (glued.found) return glued.at - start;
    if (newline >= 0) return newline + 1 - start;
    if (limit - start === MAX_PENDING_BYTES) return ENDLESS;
    if (settled) return limit - start;
    this.#searched = glued.at - start;
    return WAIT;
  }

  /** @returns whether the first frame, cut short by a silence, is the beginning of a message and not all of one. */
  #isMessagePrefix(bodyAt: number): boolean {
    const { bytes, end } = this.#queue;
    const body = decodeUtf8(bytes.subarray(bodyAt, end)).text;
    const verb = body.split(' ', 1)[0] ?? '';
    return beginsVerb(verb.toUpperCase()) && !parseMessage(body).ok;
  }

  /** @returns how many bytes of line end stand at an index; a zero byte, or many, counts as one too. */
  #lineEndAt(index: number): number {
    const { bytes, start, end } = this.#queue;
    const limit = Math.min(end, start + MAX_PENDING_BYTES);
    let at = index;
    while (at < limit && isFrameEnd(bytes[at])) at++;
    return at - index;
  }
}

function tooLong(bytes: Uint8Array, start: number, end: number): FrameResult {
  const sentence = `more than ${MAX_FRAME_BYTES} bytes came without the end of a frame; send shorter messages, each with its length`;
  const { text } = decodeUtf8(bytes.subarray(start, end));
  return { ok: false, error: { code: 'frame-too-long', sentence }, text, bytes: end - start };
}
