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
  unreadable,
} from './read-fields';

/** Reads `ip port "file name" hops`. */
export function readSearch(reading: Reading): Read<MessageOf<'SER'>> {
  const { tokens } = reading;
  const address = readAddress(reading);
  if (!address.ok) return address;
  if (tokens.done) return missing(reading, 'file name');
  const quoted = tokens.rest.startsWith('"');
  const asked = quoted ? readQuoted(reading) : readBare(reading);
  if (!asked.ok) return asked;
  if (asked.value.hops === undefined) note(reading, { name: 'hops-missing' });
  const { query, hops = 0 } = asked.value;
  return { ok: true, value: { verb: 'SER', address: address.value, query, hops } };
}

interface Asked {
  readonly query: string;
  readonly hops: number | undefined;
}

function readQuoted(reading: Reading): Read<Asked> {
  const name = reading.tokens.nextName();
  if (name === undefined)
    return unreadable('quote-unclosed', 'the file name begins with a quote and does not end with one');
  if (name.text.trim() === '') return missing(reading, 'file name');
  const hops = readHops(reading);
  return hops.ok ? { ok: true, value: { query: name.text, hops: hops.value } } : hops;
}

/** Reads a name without quotes: all words up to the last, which is the hops if it is a number and not alone. */
function readBare(reading: Reading): Read<Asked> {
  const words = reading.tokens.remaining();
  const last = words.at(-1);
  const hops = words.length > 1 && isHops(last) ? Number(last) : undefined;
  const text = (hops === undefined ? words : words.slice(0, -1)).join(' ');
  const query = toFileName(reading, { text, quoted: false });
  if (query.trim() === '') return missing(reading, 'file name');
  if (query === text) note(reading, { name: 'unquoted-name' });
  return { ok: true, value: { query, hops } };
}

/** Reads the hops, if there are any. */
function readHops({ tokens }: Reading): Read<number | undefined> {
  const token = tokens.next();
  if (token === undefined) return { ok: true, value: undefined };
  if (isHops(token)) return { ok: true, value: Number(token) };
  return unreadable('number-invalid', `"${excerpt(token)}" is not a number of hops; it counts up from 0`);
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
  if (isHops(left[0]) && !allNames) return Number(tokens.next());
  note(reading, { name: 'hops-missing' });
  return 0;
}
