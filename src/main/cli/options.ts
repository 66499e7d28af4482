import { InvalidArgumentError } from 'commander';
import { type Address, parseAddress } from '../../shared/protocol/address';

/** @returns a reader for whole numbers of a range, both bounds included */
export function wholeNumber(least: number, most: number, what: string): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d{1,9}$/.test(text) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`It must be ${what} from ${least} to ${most}.`);
  };
}

/** Reads a port; 0 means any free port. */
export const port = wholeNumber(0, 65_535, 'a port');

/** Reads the number of peers to add. */
export const peerCount = wholeNumber(0, 10_000, 'a number of peers');

/** Reads an address to listen on: an IP address, or a name of this machine. */
export function host(text: string): string {
  const address = text.trim().replace(/^\[(.*)\]$/, '$1');
  if (/^[0-9a-zA-Z.:_-]{1,253}$/.test(address)) return address;
  throw new InvalidArgumentError(
    'It must be an address such as 127.0.0.1, or 0.0.0.0 for all addresses of this machine.',
  );
}

/** Collects a `name:port` each time the option is given. */
export function hostAndPort(text: string, earlier: readonly string[] = []): readonly string[] {
  if (/^(\[[0-9a-fA-F:.]+\]|[0-9a-zA-Z._-]+)(:\d{1,5})?$/.test(text)) return [...earlier, text];
  throw new InvalidArgumentError('It must be a name with a port, such as lab.example:8080.');
}

/** Reads the address of a server or a peer: `host:port`. */
export function participant(text: string): Address {
  const parsed = parseAddress(text);
  if (parsed.ok) return parsed.address;
  throw new InvalidArgumentError(parsed.error.sentence);
}

/** Reads the same, and returns it unchanged. */
export function address(text: string): string {
  participant(text);
  return text;
}
