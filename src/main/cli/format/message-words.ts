import { type AddressKey, keyOf } from '../../../shared/protocol/address';
import type { CodeTable } from '../../../shared/protocol/codes';
import { explainMessage } from '../../../shared/protocol/explain';
import { readDatagram } from '../../../shared/protocol/frame';
import type { Message, MessageOf } from '../../../shared/protocol/message';
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
 * Explains in plain words what a message asks or answers. Names in it are hostile text: see `printable`.
 *
 * @param codes what is known of the program that gives the codes
 */
export function meaningOf(message: Message, nameOf: NameOf, codes: CodeTable = 'uncertain'): string {
  const list = (items: readonly string[]) => items.join(', ');
  return explainMessage(message, { nameOf, codes, list, quote: (text) => `"${text}"` });
}

/** @returns the neighbours that a bootstrap server offers, by name, or by address where it gives none */
export function namesOffered({ offers }: MessageOf<'REGOK'>): string[] {
  return offers.map(({ address, name }) => name ?? keyOf(address));
}
