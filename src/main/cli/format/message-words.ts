import { type AddressKey, keyOf } from '../../../shared/protocol/address';
import { parseFrame } from '../../../shared/protocol/codec/parse';
import type { CodeTable } from '../../../shared/protocol/codes';
import { explainMessage } from '../../../shared/protocol/explain';
import { readDatagram } from '../../../shared/protocol/frame/frame-decoder';
import type { Message, MessageOf } from '../../../shared/protocol/message';

/** Returns the name of an address; the address itself where no name is known. */
export type NameOf = (address: AddressKey) => string;

/** @returns the message in a frame as transmitted, or null where it is unreadable */
export function messageIn(frame: string): Message | null {
  const read = readDatagram(new TextEncoder().encode(frame));
  const parsed = read.ok ? parseFrame(read.frame) : read;
  return parsed.ok ? parsed.message : null;
}

/**
 * Explains the meaning of a request or reply. Names in it are hostile text: see `printable`.
 *
 * @param codes the dialect of the program that sends the codes
 */
export function meaningOf(message: Message, nameOf: NameOf, codes: CodeTable = 'uncertain'): string {
  const list = (items: readonly string[]) => items.join(', ');
  return explainMessage(message, { nameOf, codes, list, quote: (text) => `"${text}"` });
}

/** @returns the neighbours that a bootstrap server offers, by name, or by address where it gives none */
export function namesOffered({ offers }: MessageOf<'REGOK'>): string[] {
  return offers.map(({ address, name }) => name ?? keyOf(address));
}
