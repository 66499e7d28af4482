/**
 * Characters that a terminal or a text line obeys instead of showing: control characters, line separators, what turns
 * the direction of reading (U+061C, U+200E, U+200F, U+202A–U+202E, U+2066–U+2069), and what has no width. Joiners (U+200C,
 * U+200D) are not among them: Sinhala, Tamil and emoji need those.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF]/gu;

/**
 * @param text from the network, such as a name, a file name or a frame
 * @returns the same as one line that hides nothing: control characters as their pictures (U+2400 and on), others as U+FFFD
 */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '␡' : '�';
  });
}

/** @returns JSON in one line that a terminal shows and does not obey; parsed, it is the value that was given */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    UNPRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
