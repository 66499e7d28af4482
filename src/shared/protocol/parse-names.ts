import { note, type Read, type Reading, unreadable } from './read-fields';
import type { NameToken } from './tokens';

/**
 * Reads the `n` file names at the end of SEROK: quoted, bare where they hold no blank, with underscores for
 * blanks, or separated by commas. A list that cannot be told apart is kept as one name: nothing is lost.
 */
export function readNames(reading: Reading, count: number): Read<string[]> {
  const written = reading.tokens.rest;
  const tokens = readNameTokens(reading);
  if (tokens === undefined) {
    return unreadable('quote-unclosed', 'a file name begins with a quote and does not end with one');
  }
  if (tokens.length === 0) {
    return unreadable('fields-missing', `SEROK announces ${count} file names and lists none`);
  }
  const names = separate(reading, tokens, written, count).map((token) => toFileName(reading, token));
  if (names.length !== count) {
    const detail = { declared: count, actual: names.length };
    note(reading, { name: names.length < count ? 'list-truncated' : 'count-wrong', detail });
  }
  return { ok: true, value: names };
}

/** @returns a name as it is meant: in one without quotes an underscore stands for a blank. */
export function toFileName(reading: Reading, token: NameToken): string {
  if (token.quoted || !token.text.includes('_')) return token.text;
  note(reading, { name: 'underscored-name' });
  return token.text.replaceAll('_', ' ');
}

/** Takes all tokens that are left. A comma behind a quoted name is not part of it. */
function readNameTokens(reading: Reading): NameToken[] | undefined {
  const tokens: NameToken[] = [];
  while (!reading.tokens.done) {
    const token = reading.tokens.nextName();
    if (token === undefined) return undefined;
    if (token.comma) note(reading, { name: 'comma-separated-names' });
    tokens.push(token);
  }
  return tokens;
}

/** Finds the names among the tokens, of which there are too many or too few where bare names hold blanks or commas. */
function separate(
  reading: Reading,
  tokens: readonly NameToken[],
  written: string,
  count: number,
): readonly NameToken[] {
  if (tokens.some((token) => token.quoted)) return tokens;
  const commas = written.split(',').map((text) => ({ text: text.trim(), quoted: false }));
  if (count > 1 && commas.length === count && commas.every(({ text }) => text !== '')) {
    note(reading, { name: 'comma-separated-names' });
    return commas;
  }
  if (tokens.length <= count) return tokens;
  note(reading, { name: 'unquoted-name' });
  return [{ text: tokens.map(({ text }) => text).join(' '), quoted: false }];
}
