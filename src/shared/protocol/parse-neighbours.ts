import type { Address } from './address';
import { CODE, FIRST_ERROR_CODE, type MessageOf } from './message';
import { missing, note, type Read, type Reading, readCode, toAddress, unreadable } from './read-fields';

/** Reads `n [ip port]*n`. A list that is shorter or longer than its number says is taken as it is. */
export function readNeighbours(reading: Reading): Read<MessageOf<'NEIGHOK'>> {
  const count = readCode(reading, 'number of neighbours');
  if (!count.ok) return count;
  if (count.value === 0 || count.value >= FIRST_ERROR_CODE) {
    return { ok: true, value: { verb: 'NEIGHOK', code: count.value, neighbours: [] } };
  }
  const tokens = reading.tokens.remaining();
  if (tokens.length % 2 === 1) return missing(reading, 'port of the last neighbour');
  if (tokens.length === 0) {
    return unreadable('fields-missing', `NEIGHOK announces ${count.value} neighbours and lists none`);
  }
  const neighbours: Address[] = [];
  for (let at = 0; at < tokens.length; at += 2) {
    const address = toAddress(reading, tokens[at] ?? '', tokens[at + 1] ?? '');
    if (!address.ok) return address;
    neighbours.push(address.value);
  }
  if (neighbours.length !== count.value) {
    const detail = { declared: count.value, actual: neighbours.length };
    note(reading, { name: neighbours.length < count.value ? 'list-truncated' : 'count-wrong', detail });
  }
  return { ok: true, value: { verb: 'NEIGHOK', code: CODE.ok, neighbours } };
}
