import { type Address, type AddressKey, keyOf } from './address';
import { type CodeTable, explainCode } from './codes';
import type { Message } from './message';
import { entryOf } from './verbs';

/** How an explanation names and writes what is in a message. */
export interface ExplainOptions {
  /** The name of the peer at an address; the address itself where no name is known. */
  readonly nameOf: (address: AddressKey) => string;
  /** What is known of the program that sends the codes. */
  readonly codes: CodeTable;
  readonly list: (items: readonly string[]) => string;
  /** Puts a file name or a query in quotes. */
  readonly quote: (text: string) => string;
}

/**
 * Explains in plain words what a message asks or answers. Names in it come from the network and are hostile text: see
 * `printable`.
 *
 * @returns one sentence without a capital or a full stop
 */
export function explainMessage(message: Message, { nameOf, codes, list, quote }: ExplainOptions): string {
  return entryOf(message).explain(message, {
    peer: (address: Address) => nameOf(keyOf(address)),
    code: (code) =>
      'code' in message ? `${explainCode(message.verb, code, codes).words} (${code})` : `code ${code}`,
    list,
    quote,
  });
}
