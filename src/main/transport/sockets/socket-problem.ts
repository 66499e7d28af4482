import { failed, type Problem } from '../../../shared/problem';
import { type Address, keyOf } from '../../../shared/protocol/address';

/** Puts a socket error into words: what happened, where, and what to do. */
export function socketProblem(error: unknown, address: Address): Problem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const where = keyOf(address);
  switch (code) {
    case 'EADDRINUSE':
      return failed(
        'port-in-use',
        `Port ${address.port} is in use. Choose another, or stop the program that has it.`,
      ).error;
    case 'EACCES':
      return failed(
        'port-not-usable',
        `Port ${address.port} needs administrator rights. Choose one above 1023.`,
      ).error;
    case 'EADDRNOTAVAIL':
      return failed(
        'port-not-usable',
        `This machine has no address ${address.ip}. Choose one of its own, such as 127.0.0.1.`,
      ).error;
    case 'EMFILE':
    case 'ENFILE':
      return failed(
        'out-of-descriptors',
        'The system allows no more open sockets. Remove some peers, or raise the limit (ulimit -n) and start again.',
      ).error;
    case 'ECONNREFUSED':
      return failed('no-answer', `Nobody listens at ${where}.`).error;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return failed('no-answer', `The name ${address.ip} is not known here. Use an IP address.`).error;
    default:
      return failed('no-answer', `The connection with ${where} broke${code ? ` (${code})` : ''}.`).error;
  }
}
