import { isHost } from './address';
import { CODE, FIRST_ERROR_CODE, type MessageOf, type Offer } from './message';
import {
  isPort,
  note,
  type Read,
  type Reading,
  readCode,
  toAddress,
  toPeerName,
  unreadable,
} from './read-fields';

type Offers = MessageOf<'REGOK'>;

/**
 * Reads `n [ip port name]*n`. Family A leaves out the names, and family C may lose the end of the list;
 * which of the two a list is, its length tells if it has three tokens for each, and else what stands where a
 * name should.
 */
export function readOffers(reading: Reading): Read<Offers> {
  if (lacksCount(reading)) return readUncounted(reading);
  const count = readCode(reading, 'number of neighbours');
  if (!count.ok) return count;
  if (count.value === 0 || count.value >= FIRST_ERROR_CODE) {
    return { ok: true, value: { verb: 'REGOK', code: count.value, offers: [] } };
  }
  const tokens = reading.tokens.remaining();
  const width = listsPairs(tokens, count.value) ? 2 : 3;
  if (width === 2) note(reading, { name: 'pairs-in-regok' });

  const offers: Offer[] = [];
  for (let at = 0; at + 1 < tokens.length; at += width) {
    const offer = toOffer(reading, tokens.slice(at, at + width));
    if (!offer.ok) return offer;
    offers.push(offer.value);
  }
  if (offers.length === 0) {
    return unreadable('fields-missing', `REGOK announces ${count.value} neighbours and lists none`);
  }
  if (tokens.length !== count.value * width) {
    const detail = { declared: count.value, actual: offers.length };
    note(reading, { name: tokens.length < count.value * width ? 'list-truncated' : 'count-wrong', detail });
  }
  return { ok: true, value: { verb: 'REGOK', code: CODE.ok, offers } };
}

/** Whether the list begins where its number should stand: with an ip and a port, or it is empty. */
function lacksCount({ tokens }: Reading): boolean {
  if (tokens.done) return true;
  const [first = '', second = ''] = tokens.rest.split(' ', 2);
  return isHost(first.slice(first.lastIndexOf('/') + 1)) && isPort(second);
}

/** The list is as long as it is. It is one of pairs where another ip and port stand in place of the first name. */
function readUncounted(reading: Reading): Read<Offers> {
  note(reading, { name: 'count-missing' });
  const tokens = reading.tokens.remaining();
  const [, , third, fourth] = tokens;
  const pairs = third === undefined || (isHost(third) && fourth !== undefined && isPort(fourth));
  if (pairs && tokens.length > 0) note(reading, { name: 'pairs-in-regok' });
  const offers: Offer[] = [];
  const width = pairs ? 2 : 3;
  for (let at = 0; at + 1 < tokens.length; at += width) {
    const offer = toOffer(reading, tokens.slice(at, at + width));
    if (!offer.ok) return offer;
    offers.push(offer.value);
  }
  return { ok: true, value: { verb: 'REGOK', code: CODE.ok, offers } };
}

function listsPairs(tokens: readonly string[], count: number): boolean {
  if (tokens.length === 3 * count) return false;
  const [, , third, fourth] = tokens;
  if (third === undefined) return tokens.length === 2 * count;
  return isHost(third) && fourth !== undefined && isPort(fourth);
}

function toOffer(reading: Reading, [ip = '', port = '', name]: readonly string[]): Read<Offer> {
  const address = toAddress(reading, ip, port);
  if (!address.ok || name === undefined)
    return address.ok ? { ok: true, value: { address: address.value } } : address;
  const checked = toPeerName(name);
  return checked.ok ? { ok: true, value: { address: address.value, name: checked.value } } : checked;
}
