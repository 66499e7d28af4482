import { NOWHERE } from './address';
import { CODE, FIRST_ERROR_CODE, type MessageOf } from './message';
import { readNames, toFileName } from './parse-names';
import {
  excerpt,
  isHops,
  missing,
  note,
  type Read,
  type Reading,
  readAddress,
  readCode,
  toHops,
  unreadable,
} from './read-fields';

/** Reads `ip port "file name" hops`. */
export function readSearch(reading: Reading): Read<MessageOf<'SER'>> {
  const { tokens } = reading;
  const address = readAddress(reading);
  if (!address.ok) return address;
  if (tokens.done) return missing(reading, 'file name');
  const before = wordsBeforeQuote(tokens.rest);
  const asked = before === undefined ? readBare(reading) : readQuoted(reading, before);
  if (!asked.ok) return asked;
  if (asked.value.hops === undefined) note(reading, { name: 'hops-missing' });
  const { query, hops = 0 } = asked.value;
  return { ok: true, value: { verb: 'SER', address: address.value, query, hops } };
}

interface Asked {
  readonly query: string;
  readonly hops: number | undefined;
}

/** Words that may stand between the port and a name in quotes: the hops, an id. */
const MAX_WORDS_BEFORE = 2;

/** @returns how many words come before a name in quotes; undefined where there is none, or too far back */
function wordsBeforeQuote(rest: string): number | undefined {
  const words = rest.split(' ', MAX_WORDS_BEFORE + 1);
  const at = words.findIndex((word) => word.startsWith('"'));
  return at < 0 ? undefined : at;
}

function readQuoted(reading: Reading, wordsBefore: number): Read<Asked> {
  const before: string[] = [];
  while (before.length < wordsBefore) before.push(reading.tokens.next() ?? '');
  const name = reading.tokens.nextName();
  if (name === undefined)
    return unreadable('quote-unclosed', 'the file name begins with a quote and does not end with one');
  if (name.text.trim() === '') return missing(reading, 'file name');
  const behind = readHops(reading, before.length > 0);
  if (!behind.ok) return behind;
  const hops = behind.value ?? hopsAmong(reading, before);
  return { ok: true, value: { query: name.text, hops } };
}

/** Finds the hops among the words before a name: the last short number. Any other word is an id. */
function hopsAmong(reading: Reading, before: readonly string[]): number | undefined {
  const at = before.findLastIndex((word) => isHops(word) && word.length <= MAX_HOPS_CHARACTERS);
  const found = before[at];
  if (before.length > (found === undefined ? 0 : 1)) note(reading, { name: 'id-in-search' });
  if (found === undefined) return undefined;
  note(reading, { name: 'hops-before-name' });
  return toHops(reading, found);
}

/** Characters of hops that stand before a name; a longer number there is an id. */
const MAX_HOPS_CHARACTERS = 2;

/**
 * Reads a name without quotes: all words up to the last, which is the hops if it is a number and not alone. Where it
 * is none, and the first word is a single digit, that is the hops.
 */
function readBare(reading: Reading): Read<Asked> {
  const words = reading.tokens.remaining();
  const [first, last] = [words[0], words.at(-1)];
  const behind = words.length > 1 && isHops(last) ? last : undefined;
  const before = behind === undefined && words.length > 1 && /^\d$/.test(first ?? '') ? first : undefined;
  if (before !== undefined) note(reading, { name: 'hops-before-name' });
  const text = words.slice(before === undefined ? 0 : 1, behind === undefined ? undefined : -1).join(' ');
  const query = toFileName(reading, { text, quoted: false });
  if (query.trim() === '') return missing(reading, 'file name');
  if (query === text) note(reading, { name: 'unquoted-name' });
  const hops = behind ?? before;
  return { ok: true, value: { query, hops: hops === undefined ? undefined : toHops(reading, hops) } };
}

/** Reads the hops behind a name, if there are any; an id may stand before them. */
function readHops(reading: Reading, idBefore: boolean): Read<number | undefined> {
  const { tokens } = reading;
  const [first, second] = tokens.rest.split(' ', 2);
  if (tokens.done) return { ok: true, value: undefined };
  const idBetween = !isHops(first) && isHops(second);
  if (idBetween) tokens.next();
  const token = tokens.next();
  if (!isHops(token)) {
    return unreadable(
      'number-invalid',
      `"${excerpt(token ?? '')}" is not a number of hops; it counts up from 0`,
    );
  }
  if (idBefore || idBetween) note(reading, { name: 'id-in-search' });
  return { ok: true, value: toHops(reading, token) };
}

/** Reads `n ip port hops name…`, where without files even the code may come alone. */
export function readAnswer(reading: Reading): Read<MessageOf<'SEROK'>> {
  const { tokens } = reading;
  const count = readCode(reading, 'number of files');
  if (!count.ok) return count;
  const none = count.value === 0 || count.value >= FIRST_ERROR_CODE;
  const code = none ? count.value : CODE.ok;
  if (none && tokens.done) {
    note(reading, { name: 'bare-error-code' });
    return { ok: true, value: { verb: 'SEROK', code, address: NOWHERE, hops: 0, files: [] } };
  }
  const nowhere = none && tokens.rest.startsWith(`${NOWHERE.ip} ${NOWHERE.port} `);
  if (nowhere) {
    tokens.next();
    tokens.next();
  }
  const address = nowhere ? ({ ok: true, value: NOWHERE } as const) : readAddress(reading);
  if (!address.ok) return address;
  const hops = readAnswerHops(reading, none ? 0 : count.value);
  const files: Read<string[]> = none ? { ok: true, value: [] } : readNames(reading, count.value);
  if (!files.ok) return files;
  return { ok: true, value: { verb: 'SEROK', code, address: address.value, hops, files: files.value } };
}

/** Reads the hops unless they are missing: no number comes first, or one that has to be among the names. */
function readAnswerHops(reading: Reading, names: number): number {
  const { tokens } = reading;
  const left = tokens.rest.split(' ');
  // As many words as names leave none for the hops, unless commas make more names of them.
  const allNames = names > 0 && left.length === names && !tokens.rest.includes(',');
  if (isHops(left[0]) && !allNames) return toHops(reading, tokens.next() ?? '');
  note(reading, { name: 'hops-missing' });
  return 0;
}
