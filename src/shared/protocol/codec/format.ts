import { encodeFrame } from '../frame/encode-frame';
import type { Message } from '../message';
import type { FormatOptions } from '../messages/entry';
import { entryOf } from '../verbs';

export type { FormatOptions } from '../messages/entry';

const DEFAULTS: FormatOptions = {};

/** Writes a message as a whole frame, exactly (PROTOCOL.md, "Frame"). */
export function formatFrame(message: Message, options?: FormatOptions): string {
  return encodeFrame(formatBody(message, options));
}

/**
 * Writes the body of a message, exactly. Parsing it gives the message back, as long as its parts can be
 * written at all: see `formatName` for file names. A list too long for one frame is cut, and its
 * count with it.
 */
export function formatBody(message: Message, options: FormatOptions = DEFAULTS): string {
  return entryOf(message).format(message, options);
}
