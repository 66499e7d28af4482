import { type Address, keyOf } from '../../../shared/protocol/address';
import { CONSOLE_VERBS, VERBS } from '../../../shared/protocol/verbs';
import { TYPABLE } from './usage';

/** Commands that take the address of a peer. */
const WITH_ADDRESS = new RegExp(
  `^(${CONSOLE_VERBS.filter((verb) => VERBS[verb].console?.asksPeer).join('|')})\\s+`,
  'i',
);

/**
 * Completes a line up to the cursor, as node:readline requires: commands at its start, then the known addresses.
 *
 * @returns the completions, and the part of the line that they replace
 */
export function complete(line: string, addresses: readonly Address[]): [string[], string] {
  const [begun] = /^(help\s+|\d{4}\s+)?/i.exec(line) ?? [''];
  const rest = line.slice(begun.length);
  const [command] = WITH_ADDRESS.exec(rest) ?? [];
  if (command === undefined) {
    const hits = TYPABLE.filter((word) => word.toUpperCase().startsWith(rest.toUpperCase()));
    return [hits.map((word) => `${word} `), rest];
  }
  const typed = rest.slice(command.length);
  const keys = new Map(addresses.map((address) => [keyOf(address), `${address.ip} ${address.port}`]));
  return [[...keys.values()].filter((address) => address.startsWith(typed)), typed];
}
