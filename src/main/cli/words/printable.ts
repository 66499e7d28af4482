/** Control characters, and those that reorder what is drawn around them: a terminal would obey both. */
const OBEYED = /[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/gu;

/** @returns hostile text as one line that hides nothing: control characters as their pictures (U+2400 and on) */
export function printable(text: string): string {
  return text.replaceAll(OBEYED, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '␡' : '�';
  });
}
