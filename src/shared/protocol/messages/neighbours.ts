import type { Address } from '../address';
import { missing, type ParseContext, type Read, readCode, toAddress, unreadable } from '../codec/read-fields';
import { CODE, FIRST_ERROR_CODE, type MessageOf } from '../message';
import { plural, type VerbEntry } from './entry';
import { bare } from './fields';
import { formatList, noteCount } from './lists';

export const NEIGH = {
  topic: 'search',
  reply: 'NEIGHOK',
  shape: 'NEIGH',
  predicate: 'asks for the neighbours of',
  ...bare('NEIGH'),
  explain: () => 'asks for the neighbours, to continue a search',
} as const satisfies VerbEntry<'NEIGH'>;

export const NEIGHOK = {
  topic: 'search',
  shape: 'NEIGHOK n, then ip port n times',
  codes: { 9999: 'the peer does not list its neighbours' },
  count: (entries) => plural(entries, 'neighbour'),
  predicate: 'sends its neighbours to',
  parse: parseNeighbours,
  format({ code, neighbours }) {
    if (code !== CODE.ok) return `NEIGHOK ${code}`;
    return formatList(
      'NEIGHOK',
      '',
      neighbours.map(({ ip, port }) => `${ip} ${port}`),
    );
  },
  explain({ code, neighbours }, wording) {
    if (code !== CODE.ok) return `no neighbours listed: ${wording.code(code)}`;
    if (neighbours.length === 0) return 'has no neighbours';
    return `has ${plural(neighbours.length, 'neighbour')}: ${wording.list(neighbours.map(wording.peer))}`;
  },
} as const satisfies VerbEntry<'NEIGHOK'>;

/** Parses `n [ip port]*n`. A list that is shorter or longer than its number announces is taken as it is. */
function parseNeighbours(context: ParseContext): Read<MessageOf<'NEIGHOK'>> {
  const count = readCode(context, 'number of neighbours');
  if (!count.ok) return count;
  if (count.value === 0 || count.value >= FIRST_ERROR_CODE) {
    return { ok: true, value: { verb: 'NEIGHOK', code: count.value, neighbours: [] } };
  }
  const tokens = context.tokens.remaining();
  if (tokens.length % 2 === 1) return missing(context, 'port of the last neighbour');
  if (tokens.length === 0) {
    return unreadable('fields-missing', `NEIGHOK announces ${count.value} neighbours and lists none`);
  }
  const neighbours: Address[] = [];
  for (let at = 0; at < tokens.length; at += 2) {
    const address = toAddress(context, tokens[at] ?? '', tokens[at + 1] ?? '');
    if (!address.ok) return address;
    neighbours.push(address.value);
  }
  noteCount(context, count.value, neighbours.length);
  return { ok: true, value: { verb: 'NEIGHOK', code: CODE.ok, neighbours } };
}
