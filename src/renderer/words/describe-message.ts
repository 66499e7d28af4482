import { assertNever } from '../../shared/problem';
import { type Address, keyOf } from '../../shared/protocol/address';
import { readDatagram } from '../../shared/protocol/frame';
import { CODE, type Message } from '../../shared/protocol/message';
import { parseFrame } from '../../shared/protocol/parse';
import { count, listed } from './count';
import type { NameOf } from './names';

/** @returns one sentence in plain words for a message: what it asks, or what it answers */
export function describeMessage(message: Message, nameOf: NameOf): string {
  const who = (address: Address) => nameOf(keyOf(address));
  switch (message.verb) {
    case 'REG':
      return `asks to be registered as ${message.name} at ${keyOf(message.address)}`;
    case 'REGOK':
      return describeRegistration(
        message.code,
        message.offers.map((offer) => who(offer.address)),
      );
    case 'UNREG':
      return `asks to be unregistered: ${message.name} at ${keyOf(message.address)}`;
    case 'UNROK':
      return message.code === CODE.ok ? 'unregistered' : `was not registered (${message.code})`;
    case 'JOIN':
      return `${who(message.address)} asks to become a neighbour`;
    case 'JOINOK':
      return message.code === CODE.ok
        ? 'accepted as a neighbour'
        : `refused as a neighbour (${message.code})`;
    case 'LEAVE':
      return `${who(message.address)} asks to be dropped as a neighbour`;
    case 'LEAVEOK':
      return message.code === CODE.ok ? 'dropped as a neighbour' : `was not a neighbour (${message.code})`;
    case 'SER':
      return `${who(message.address)} searches for “${message.query}”, ${count(message.hops, 'hop')} so far`;
    case 'SEROK':
      return describeAnswer(message.code, message.files, who(message.address), message.hops);
    case 'PING':
      return 'asks whether the other side is alive';
    case 'PONG':
      return 'is alive';
    case 'ECHO':
      return 'asks whether the bootstrap server is alive';
    case 'ECHOK':
      return message.code === CODE.ok ? 'the bootstrap server is alive' : `echo failed (${message.code})`;
    case 'PRINT':
      return 'asks for the list of registered peers';
    case 'NEIGH':
      return 'asks for the neighbours, to carry a search on';
    case 'NEIGHOK':
      return message.code === CODE.ok
        ? `has ${count(message.neighbours.length, 'neighbour')}`
        : `tells no neighbours (${message.code})`;
    case 'ERROR':
      return 'did not understand what it was sent';
    default:
      return assertNever(message);
  }
}

function describeRegistration(code: number, offered: readonly string[]): string {
  switch (code) {
    case CODE.failed:
      return 'not registered: the request was malformed (9999)';
    case CODE.alreadyRegistered:
      return 'not registered: it already is, and must unregister first (9998)';
    case CODE.takenByAnotherName:
      return 'not registered: another name has this address (9997)';
    case CODE.registryFull:
      return 'not registered: the registry is full (9996)';
    default:
      if (code !== CODE.ok) return `not registered (${code})`;
      return offered.length === 0
        ? 'registered; nobody else is there to join yet'
        : `registered; offered ${listed(offered)} to join`;
  }
}

function describeAnswer(code: number, files: readonly string[], holder: string, hops: number): string {
  if (code === CODE.failed) return 'the search failed: a peer could not be reached (9999)';
  if (code !== CODE.ok) return `the search failed (${code})`;
  if (files.length === 0) return 'nothing found';
  return `${holder} has ${listed(files.map((file) => `“${file}”`))}, found after ${count(hops, 'hop')}`;
}

/** @returns the sentence for a frame as it crossed the wire, or why it cannot be read */
export function describeFrame(frame: string, nameOf: NameOf): string {
  const read = readDatagram(new TextEncoder().encode(frame));
  if (!read.ok) return read.error.sentence;
  const parsed = parseFrame(read.frame);
  return parsed.ok ? describeMessage(parsed.message, nameOf) : parsed.error.sentence;
}
