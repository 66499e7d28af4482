import { type Address, keyOf } from '../address';
import {
  missing,
  note,
  type ParseContext,
  type Read,
  readAddress,
  toPeerName,
  unreadable,
} from '../codec/read-fields';
import { CODE, type MessageOf } from '../message';
import type { VerbEntry } from './entry';
import { bare, codeOnly } from './fields';

export const REG = {
  topic: 'register',
  reply: 'REGOK',
  refusal: { verb: 'REGOK', code: CODE.failed, offers: [] },
  shape: 'REG ip port name',
  console: {
    does: 'registers that peer, or this console, with the bootstrap server',
    shorthand: 'REG name',
  },
  parse(context) {
    const fields = parseFields(context);
    if (!fields.ok) return fields;
    const { address, name } = fields.value;
    return name === undefined
      ? missing(context, 'name')
      : { ok: true, value: { verb: 'REG', address, name } };
  },
  format: ({ address, name }) => `REG ${address.ip} ${address.port} ${name}`,
  explain: ({ address, name }) => `asks to be registered as ${name} at ${keyOf(address)}`,
  sender: ({ address }) => address,
} as const satisfies VerbEntry<'REG'>;

export const UNREG = {
  topic: 'register',
  reply: 'UNROK',
  refusal: { verb: 'UNROK', code: CODE.failed },
  shape: 'UNREG ip port name',
  console: { does: 'unregisters that peer, or this console', shorthand: 'UNREG name' },
  parse(context): Read<MessageOf<'UNREG'>> {
    const fields = parseFields(context);
    if (!fields.ok) return fields;
    const { address, name } = fields.value;
    if (name !== undefined) return { ok: true, value: { verb: 'UNREG', address, name } };
    // Identity is ip and port, and the name is a label.
    note(context, { name: 'name-missing' });
    return { ok: true, value: { verb: 'UNREG', address } };
  },
  format: ({ address, name }) => `UNREG ${address.ip} ${address.port}${name === undefined ? '' : ` ${name}`}`,
  explain: ({ address, name }) =>
    `asks to be unregistered: ${name === undefined ? '' : `${name} at `}${keyOf(address)}`,
  sender: ({ address }) => address,
} as const satisfies VerbEntry<'UNREG'>;

export const UNROK = {
  topic: 'register',
  shape: 'UNROK code',
  codes: { 0: 'done', 9999: 'no such entry, or a malformed request' },
  ...codeOnly('UNROK'),
  explain: ({ code }, wording) =>
    code === CODE.ok ? 'unregistered' : `not unregistered: ${wording.code(code)}`,
} as const satisfies VerbEntry<'UNROK'>;

export const PRINT = {
  topic: 'register',
  shape: 'PRINT',
  console: { does: 'asks the bootstrap server for its list of peers (by TCP)' },
  ...bare('PRINT'),
  explain: () => 'asks for the list of registered peers',
} as const satisfies VerbEntry<'PRINT'>;

/** Parses `ip port name`. More tokens are refused: they would be a name with spaces, of which only half was kept. */
function parseFields(
  context: ParseContext,
): Read<{ readonly address: Address; readonly name: string | undefined }> {
  const address = readAddress(context);
  if (!address.ok) return address;
  const token = context.tokens.next();
  if (token === undefined) return { ok: true, value: { address: address.value, name: undefined } };
  const name = toPeerName(token);
  if (!name.ok) return name;
  if (!context.tokens.done) {
    return unreadable('fields-too-many', `${context.verb} ends with the name, and a name holds no space`);
  }
  return { ok: true, value: { address: address.value, name: name.value } };
}
