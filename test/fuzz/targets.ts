import { formatFrame } from '../../src/shared/protocol/codec/format';
import { parseFrame, parseMessage } from '../../src/shared/protocol/codec/parse';
import { explainDeviation } from '../../src/shared/protocol/deviation';
import { FrameTooLarge } from '../../src/shared/protocol/frame/encode-frame';
import { FrameDecoder, readDatagram } from '../../src/shared/protocol/frame/frame-decoder';
import { MAX_FRAME_BYTES } from '../../src/shared/protocol/frame/limits';
import type { FrameResult } from '../../src/shared/protocol/frame/read-frame';
import { bootstrapTarget, peerTarget, type Target } from './handlers';

/** The decoder may hold a frame, a line end behind it and the next prefix. */
const MOST_HELD = MAX_FRAME_BYTES + 33;

/** What is fuzzed, each made afresh; the last two with all that hears of their events. */
export const TARGETS = {
  decoder: async () => stateless(decode),
  parser: async () => stateless(parse),
  bootstrap: bootstrapTarget,
  peer: peerTarget,
} as const satisfies Readonly<Record<string, () => Promise<Target>>>;

export type TargetName = keyof typeof TARGETS;
export const TARGET_NAMES = Object.keys(TARGETS) as readonly TargetName[];

function stateless(take: (bytes: Uint8Array) => void): Target {
  return { take, close: async () => undefined };
}

/** A stream in pieces, whose sizes the bytes themselves decide; nothing of it may be invented or kept back. */
function decode(bytes: Uint8Array): void {
  const decoder = new FrameDecoder();
  let came = 0;
  const count = (results: readonly FrameResult[]) => {
    for (const result of results) came += result.ok ? result.frame.bytes : result.bytes;
  };
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + ((bytes[at] ?? 0) % 61);
    count(decoder.push(bytes.subarray(at, at + size)));
    at += size;
    must(decoder.pending <= MOST_HELD, 'the decoder holds more than a frame');
    if (size === 7) count(decoder.silence());
  }
  count(decoder.silence());
  count(decoder.end());
  must(decoder.pending === 0, 'the decoder holds something after the end');
  must(came <= bytes.length, 'more bytes came out than went in');
}

/** One frame as a message: what can be read can be explained, written, and read again as the same. */
function parse(bytes: Uint8Array): void {
  const read = readDatagram(bytes);
  if (!read.ok) return;
  const parsed = parseFrame(read.frame);
  if (!parsed.ok) return;
  for (const note of parsed.deviations) explainDeviation(note);
  const written = formattable(() => formatFrame(parsed.message));
  if (written === null) return;
  const again = parseMessage(written.slice(5));
  must(again.ok && again.message.verb === parsed.message.verb, `it writes what it cannot read: ${written}`);
}

/** Whoever forwards what it read has to reckon with this one error, and with no other. */
function formattable(format: () => string): string | null {
  try {
    return format();
  } catch (error) {
    if (error instanceof FrameTooLarge) return null;
    throw error;
  }
}

function must(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
