import { note, type ParseContext, type Read, unreadable } from '../codec/read-fields';
import type { NameToken } from '../codec/tokens';
import { noteCount } from './lists';

/**
 * Parses the `n` file names at the end of SEROK: quoted, bare where they hold no space, with underscores for
 * spaces, or separated by commas. A list that is ambiguous is kept as one name, so that nothing is lost.
 */
export function parseNames(context: ParseContext, count: number): Read<string[]> {
  const written = context.tokens.rest;
  const tokens = takeNames(context);
  if (tokens === undefined) {
    return unreadable('quote-unclosed', 'a file name begins with a quote and does not end with one');
  }
  if (tokens.length === 0) {
    return unreadable('fields-missing', `SEROK announces ${count} file names and lists none`);
  }
  const names = separate(context, tokens, written, count).map((token) => toFileName(context, token));
  noteCount(context, count, names.length);
  return { ok: true, value: names };
}

/** @returns the file name of a token: in one without quotes an underscore stands for a space. */
export function toFileName(context: ParseContext, token: NameToken): string {
  if (token.quoted || !token.text.includes('_')) return token.text;
  note(context, { name: 'underscored-name' });
  return token.text.replaceAll('_', ' ');
}

/** Takes all tokens that are left. A comma behind a quoted name is not part of it. */
function takeNames(context: ParseContext): NameToken[] | undefined {
  const tokens: NameToken[] = [];
  while (!context.tokens.done) {
    const token = context.tokens.nextName();
    if (token === undefined) return undefined;
    if (token.comma) note(context, { name: 'comma-separated-names' });
    tokens.push(token);
  }
  return tokens;
}

/** Finds the names among the tokens: bare names with spaces or commas give more or fewer tokens than names. */
function separate(
  context: ParseContext,
  tokens: readonly NameToken[],
  written: string,
  count: number,
): readonly NameToken[] {
  if (tokens.some((token) => token.quoted)) return tokens;
  const commas = written.split(',').map((text) => ({ text: text.trim(), quoted: false }));
  if (count > 1 && commas.length === count && commas.every(({ text }) => text !== '')) {
    note(context, { name: 'comma-separated-names' });
    return commas;
  }
  if (tokens.length <= count) return tokens;
  note(context, { name: 'unquoted-name' });
  return [{ text: tokens.map(({ text }) => text).join(' '), quoted: false }];
}

/**
 * Quotes a name where it holds a space, or a character that a reader might take for something else: an
 * underscore, which stands for a space in bare names, or a comma, which may separate them.
 */
export function quoteName(name: string): string {
  const written = formatName(name);
  return /^$|[ _,]/.test(written) ? `"${written}"` : written;
}

/**
 * Writes a file name so that it stays one name in one line. The protocol has no escape, so a double quote
 * becomes a single one and a control character a space; `checkFileName` refuses such names beforehand.
 */
export function formatName(name: string): string {
  return name.replace(/\p{Cc}/gu, ' ').replaceAll('"', "'");
}
