import { isHost, keyOf } from '../address';
import {
  isPort,
  note,
  type ParseContext,
  type Read,
  readCode,
  toAddress,
  toPeerName,
  unreadable,
} from '../codec/read-fields';
import { CODE, FIRST_ERROR_CODE, type MessageOf, type Offer } from '../message';
import { MAX_NAME_BYTES } from '../names';
import { plural, type VerbEntry } from './entry';
import { formatList } from './lists';

type Offers = MessageOf<'REGOK'>;

export const REGOK = {
  topic: 'register',
  shape: 'REGOK n, then ip port name n times',
  codes: {
    9996: 'the registry is full',
    9997: 'this ip and port are registered under another name',
    9998: 'already registered to you; unregister first',
    9999: 'the request is malformed',
  },
  codesOf: {
    C: {
      9997: 'the registry is full',
      9998: 'the request is malformed',
      9999: 'already registered (the name is the key)',
    },
  },
  count: (offers) =>
    offers === 0
      ? 'registered; no neighbours are offered'
      : `registered; ${plural(offers, 'neighbour')} ${offers === 1 ? 'is' : 'are'} offered`,
  parse: parseOffers,
  format({ code, offers }, options) {
    if (code !== CODE.ok) return `REGOK ${code}`;
    return formatList(
      'REGOK',
      '',
      offers.map((offer) => formatOffer(offer, options.offers ?? 'triples')),
    );
  },
  explain({ code, offers }, wording) {
    if (code !== CODE.ok) return `not registered: ${wording.code(code)}`;
    if (offers.length === 0) return 'registered; no neighbours offered';
    const names = offers.map(({ address, name }) => {
      const known = wording.peer(address);
      return known === keyOf(address) ? (name ?? known) : known;
    });
    return `registered; neighbours offered: ${wording.list(names)}`;
  },
} as const satisfies VerbEntry<'REGOK'>;

/**
 * A neighbour whose name is not known gets its address as its name, because a triple needs one. A host may be as long
 * as a name (both are ASCII there); then only the end of the address, which holds the port, is written.
 */
function formatOffer({ address, name }: Offer, list: 'triples' | 'pairs'): string {
  const pair = `${address.ip} ${address.port}`;
  if (list === 'pairs') return pair;
  return `${pair} ${name ?? keyOf(address).slice(-MAX_NAME_BYTES)}`;
}

/**
 * Parses `n [ip port name]*n`. Family A leaves out the names, and family C may lose the end of the list. A list with
 * three tokens for each entry has names; in any other, what follows the first port decides.
 */
function parseOffers(context: ParseContext): Read<Offers> {
  if (lacksCount(context)) return parseUncounted(context);
  const count = readCode(context, 'number of neighbours');
  if (!count.ok) return count;
  if (count.value === 0 || count.value >= FIRST_ERROR_CODE) {
    return { ok: true, value: { verb: 'REGOK', code: count.value, offers: [] } };
  }
  const tokens = context.tokens.remaining();
  const width = listsPairs(tokens, count.value) ? 2 : 3;
  if (width === 2) note(context, { name: 'pairs-in-regok' });
  const offers = toOffers(context, tokens, width);
  if (!offers.ok) return offers;
  if (offers.value.length === 0) {
    return unreadable('fields-missing', `REGOK announces ${count.value} neighbours and lists none`);
  }
  if (tokens.length !== count.value * width) {
    const detail = { declared: count.value, actual: offers.value.length };
    note(context, { name: tokens.length < count.value * width ? 'list-truncated' : 'count-wrong', detail });
  }
  return { ok: true, value: { verb: 'REGOK', code: CODE.ok, offers: offers.value } };
}

/** Whether the list begins in place of its number: with an ip and a port, or it is empty. */
function lacksCount({ tokens }: ParseContext): boolean {
  if (tokens.done) return true;
  const [first = '', second = ''] = tokens.rest.split(' ', 2);
  return isHost(first.slice(first.lastIndexOf('/') + 1)) && isPort(second);
}

/** Parses a list without its number. It lists pairs where another ip and port are in place of the first name. */
function parseUncounted(context: ParseContext): Read<Offers> {
  note(context, { name: 'count-missing' });
  const tokens = context.tokens.remaining();
  const pairs = tokens[2] === undefined || beginsThird(tokens);
  if (pairs && tokens.length > 0) note(context, { name: 'pairs-in-regok' });
  const offers = toOffers(context, tokens, pairs ? 2 : 3);
  return offers.ok ? { ok: true, value: { verb: 'REGOK', code: CODE.ok, offers: offers.value } } : offers;
}

function listsPairs(tokens: readonly string[], count: number): boolean {
  if (tokens.length === 3 * count) return false;
  return tokens[2] === undefined ? tokens.length === 2 * count : beginsThird(tokens);
}

/** Whether the third token begins another address, rather than being a name. */
function beginsThird([, , third, fourth]: readonly string[]): boolean {
  return third !== undefined && isHost(third) && fourth !== undefined && isPort(fourth);
}

function toOffers(context: ParseContext, tokens: readonly string[], width: 2 | 3): Read<Offer[]> {
  const offers: Offer[] = [];
  for (let at = 0; at + 1 < tokens.length; at += width) {
    const offer = toOffer(context, tokens.slice(at, at + width));
    if (!offer.ok) return offer;
    offers.push(offer.value);
  }
  return { ok: true, value: offers };
}

function toOffer(context: ParseContext, [ip = '', port = '', name]: readonly string[]): Read<Offer> {
  const address = toAddress(context, ip, port);
  if (!address.ok) return address;
  if (name === undefined) return { ok: true, value: { address: address.value } };
  const checked = toPeerName(name);
  return checked.ok ? { ok: true, value: { address: address.value, name: checked.value } } : checked;
}
