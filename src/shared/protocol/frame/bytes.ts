/** The bytes that mean something to the framing. */
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const ZERO = 0x30;
export const NEWLINE = 0x0a;
const RETURN = 0x0d;
const NUL = 0x00;

// A byte order mark is part of what was received: the decoder must not swallow it, or sizes stop agreeing.
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const replacing = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

export function isLetter(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const upper = byte & ~0x20;
  return upper >= 0x41 && upper <= 0x5a;
}

/** What some senders put after a frame: a line end, or the zero that ends a C string. */
export function isFrameEnd(byte: number | undefined): boolean {
  return byte === NEWLINE || byte === RETURN || byte === NUL;
}

/** @returns the length of a text without the line ends and zeros at its end. */
export function lengthOfContent(text: string): number {
  let end = text.length;
  while (end > 0 && isFrameEnd(text.charCodeAt(end - 1))) end--;
  return end;
}

/** @returns the text of some bytes; where they are not UTF-8, U+FFFD stands for what cannot be read. */
export function decodeUtf8(bytes: Uint8Array): { readonly text: string; readonly exact: boolean } {
  try {
    return { text: strict.decode(bytes), exact: true };
  } catch {
    return { text: replacing.decode(bytes), exact: false };
  }
}

/** @returns how many bytes UTF-8 needs for a text; a lone surrogate counts as the U+FFFD it is sent as. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    if (unit < 0x800) {
      bytes += 1;
    } else if (isHighSurrogate(unit) && isLowSurrogate(text.charCodeAt(index + 1))) {
      // One character of two units takes four bytes: two more than the units already counted.
      bytes += 2;
      index += 1;
    } else {
      bytes += 2;
    }
  }
  return bytes;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
