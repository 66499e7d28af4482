import { assertNever } from '../../../shared/problem';
import { type Address, type AddressKey, keyOf } from '../../../shared/protocol/address';
import { type CodeTable, type CodeVerb, explainCode } from '../../../shared/protocol/codes';
import { readDatagram } from '../../../shared/protocol/frame';
import { CODE, type Message, type MessageOf } from '../../../shared/protocol/message';
import { parseFrame } from '../../../shared/protocol/parse';

/** Tells what to call an address; the address itself where no name is known. */
export type NameOf = (address: AddressKey) => string;

/** @returns the message in a frame as it crossed the wire, or null where it cannot be read */
export function messageIn(frame: string): Message | null {
  const read = readDatagram(new TextEncoder().encode(frame));
  const parsed = read.ok ? parseFrame(read.frame) : read;
  return parsed.ok ? parsed.message : null;
}

/**
 * Says in plain words what a message asks or answers. Names in it are hostile text: see `printable`.
 *
 * @param table what is known of the program that gives the codes
 */
export function meaningOf(message: Message, nameOf: NameOf, table: CodeTable = 'uncertain'): string {
  const who = (address: Address) => nameOf(keyOf(address));
  const refused = (verb: CodeVerb, code: number) => `${explainCode(verb, code, table).words} (${code})`;
  switch (message.verb) {
    case 'REG':
      return `asks to be registered as ${message.name} at ${keyOf(message.address)}`;
    case 'REGOK':
      if (message.code !== CODE.ok) return `not registered: ${refused('REGOK', message.code)}`;
      return message.offers.length === 0
        ? 'registered; nobody else is there yet'
        : `registered; neighbours offered: ${namesOffered(message).join(', ')}`;
    case 'UNREG':
      return `asks to be unregistered: ${message.name} at ${keyOf(message.address)}`;
    case 'UNROK':
      return message.code === CODE.ok
        ? 'unregistered'
        : `not unregistered: ${refused('UNROK', message.code)}`;
    case 'JOIN':
      return `${who(message.address)} asks to become a neighbour`;
    case 'JOINOK':
      return message.code === CODE.ok
        ? 'accepted as a neighbour'
        : `not accepted as a neighbour: ${refused('JOINOK', message.code)}`;
    case 'LEAVE':
      return `${who(message.address)} asks to be a neighbour no longer`;
    case 'LEAVEOK':
      return message.code === CODE.ok
        ? 'no longer a neighbour'
        : `nothing to leave: ${refused('LEAVEOK', message.code)}`;
    case 'SER':
      return `${who(message.address)} searches for "${message.query}"; hops so far: ${message.hops}`;
    case 'SEROK':
      return meaningOfAnswer(message, who(message.address), refused);
    case 'PING':
      return 'asks whether the other side is alive';
    case 'PONG':
      return 'it is alive';
    case 'ECHO':
      return 'asks whether the bootstrap server is alive';
    case 'ECHOK':
      return 'the bootstrap server is alive';
    case 'PRINT':
      return 'asks for the list of registered peers';
    case 'NEIGH':
      return 'asks for the neighbours';
    case 'NEIGHOK':
      if (message.code !== CODE.ok) return `does not tell its neighbours (${message.code})`;
      return message.neighbours.length === 0
        ? 'no neighbours'
        : `neighbours: ${message.neighbours.map(who).join(', ')}`;
    case 'ERROR':
      return 'the other side did not understand';
    default:
      return assertNever(message);
  }
}

/** @returns the neighbours that a bootstrap server offers, by name, or by address where it gives none */
export function namesOffered({ offers }: MessageOf<'REGOK'>): string[] {
  return offers.map(({ address, name }) => name ?? keyOf(address));
}

function meaningOfAnswer(
  { code, files, hops }: MessageOf<'SEROK'>,
  holder: string,
  refused: (verb: CodeVerb, code: number) => string,
): string {
  if (code !== CODE.ok) return `the search failed: ${refused('SEROK', code)}`;
  if (files.length === 0) return `${holder} has nothing of the kind`;
  return `${holder} has ${files.map((file) => `"${file}"`).join(', ')}; hops: ${hops}`;
}
