const BETWEEN_WORDS = /[\s\p{P}\p{Cc}]+/u;

/**
 * @returns the words of a file name or a query, in lower case: what stands between spaces and punctuation, so that
 * `baby_go_home.mp3` has four
 */
export function wordsOf(text: string): string[] {
  return text
    .normalize('NFC')
    .toLowerCase()
    .split(BETWEEN_WORDS)
    .filter((word) => word !== '');
}

/**
 * Whole words, ignoring case: every word of the query is a word of the name (PROTOCOL.md, "Messages"). A query without
 * any word matches nothing.
 */
export function matchesQuery(query: string, name: string): boolean {
  const asked = wordsOf(query);
  if (asked.length === 0) return false;
  const held = new Set(wordsOf(name));
  return asked.every((word) => held.has(word));
}
