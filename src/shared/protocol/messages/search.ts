import {
  excerpt,
  isHops,
  missing,
  note,
  type ParseContext,
  type Read,
  readAddress,
  toHops,
  unreadable,
} from '../codec/read-fields';
import type { MessageOf } from '../message';
import { plural, type VerbEntry } from './entry';
import { formatName, toFileName } from './file-names';

export const SER = {
  topic: 'search',
  reply: 'SEROK',
  shape: 'SER ip port "file name" hops',
  console: {
    does: 'searches through the peer there, or through all neighbours of this console',
    shorthand: 'SER "file name"',
    asksPeer: true,
  },
  predicate: 'asks',
  parse: parseSearch,
  format: ({ address, query, hops }) => `SER ${address.ip} ${address.port} "${formatName(query)}" ${hops}`,
  explain: ({ address, query, hops }, { peer, quote }) =>
    `${peer(address)} searches for ${quote(query)}, ${plural(hops, 'hop')} so far`,
  // A forwarded query names the peer that asked first, and not the one that sends it.
  sender: ({ address, hops }) => (hops === 0 ? address : undefined),
} as const satisfies VerbEntry<'SER'>;

/** Parses `ip port "file name" hops`. */
function parseSearch(context: ParseContext): Read<MessageOf<'SER'>> {
  const { tokens } = context;
  const address = readAddress(context);
  if (!address.ok) return address;
  if (tokens.done) return missing(context, 'file name');
  const before = wordsBeforeQuote(tokens.rest);
  const question = before === undefined ? parseBare(context) : parseQuoted(context, before);
  if (!question.ok) return question;
  if (question.value.hops === undefined) note(context, { name: 'hops-missing' });
  const { query, hops = 0 } = question.value;
  return { ok: true, value: { verb: 'SER', address: address.value, query, hops } };
}

interface Question {
  readonly query: string;
  readonly hops: number | undefined;
}

/** Words that may come between the port and a name in quotes: the hops, an id. */
const MAX_WORDS_BEFORE = 2;

/** @returns how many words come before a name in quotes; undefined where there is none, or more words come first */
function wordsBeforeQuote(rest: string): number | undefined {
  const words = rest.split(' ', MAX_WORDS_BEFORE + 1);
  const at = words.findIndex((word) => word.startsWith('"'));
  return at < 0 ? undefined : at;
}

function parseQuoted(context: ParseContext, wordsBefore: number): Read<Question> {
  const before: string[] = [];
  while (before.length < wordsBefore) before.push(context.tokens.next() ?? '');
  const name = context.tokens.nextName();
  if (name === undefined)
    return unreadable('quote-unclosed', 'the file name begins with a quote and does not end with one');
  if (name.text.trim() === '') return missing(context, 'file name');
  const behind = parseHops(context, before.length > 0);
  if (!behind.ok) return behind;
  const hops = behind.value ?? hopsAmong(context, before);
  return { ok: true, value: { query: name.text, hops } };
}

/** Finds the hops among the words before a name: the last short number. Any other word is an id. */
function hopsAmong(context: ParseContext, before: readonly string[]): number | undefined {
  const at = before.findLastIndex((word) => isHops(word) && word.length <= MAX_HOPS_CHARACTERS);
  const found = before[at];
  if (before.length > (found === undefined ? 0 : 1)) note(context, { name: 'id-in-search' });
  if (found === undefined) return undefined;
  note(context, { name: 'hops-before-name' });
  return toHops(context, found);
}

/** Most characters of hops before a name; a longer number there is an id. */
const MAX_HOPS_CHARACTERS = 2;

/**
 * Parses a name without quotes: all words up to the last, which is the hops if it is a number and not the only word.
 * Where it is no number, and the first word is a single digit, that digit is the hops.
 */
function parseBare(context: ParseContext): Read<Question> {
  const words = context.tokens.remaining();
  const [first, last] = [words[0], words.at(-1)];
  const behind = words.length > 1 && isHops(last) ? last : undefined;
  const before = behind === undefined && words.length > 1 && /^\d$/.test(first ?? '') ? first : undefined;
  if (before !== undefined) note(context, { name: 'hops-before-name' });
  const text = words.slice(before === undefined ? 0 : 1, behind === undefined ? undefined : -1).join(' ');
  const query = toFileName(context, { text, quoted: false });
  if (query.trim() === '') return missing(context, 'file name');
  if (query === text) note(context, { name: 'unquoted-name' });
  const hops = behind ?? before;
  return { ok: true, value: { query, hops: hops === undefined ? undefined : toHops(context, hops) } };
}

/** Parses the hops behind a name, if there are any; an id may precede them. */
function parseHops(context: ParseContext, idBefore: boolean): Read<number | undefined> {
  const { tokens } = context;
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
  if (idBefore || idBetween) note(context, { name: 'id-in-search' });
  return { ok: true, value: toHops(context, token) };
}
