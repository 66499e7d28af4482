import { CODE } from '../message';
import type { VerbEntry } from './entry';
import { bare, codeOnly } from './fields';

export const PING = {
  topic: 'alive',
  reply: 'PONG',
  shape: 'PING',
  console: {
    does: 'asks the peer there, or the bootstrap server, whether it is alive',
    shorthand: 'PING ip port',
    asksPeer: true,
  },
  ...bare('PING'),
  explain: () => 'asks whether the other side is alive',
} as const satisfies VerbEntry<'PING'>;

export const PONG = {
  topic: 'alive',
  shape: 'PONG',
  ...bare('PONG'),
  explain: () => 'is alive',
} as const satisfies VerbEntry<'PONG'>;

export const ECHO = {
  topic: 'alive',
  reply: 'ECHOK',
  shape: 'ECHO',
  console: { does: 'asks the bootstrap server whether it is alive' },
  ...bare('ECHO'),
  explain: () => 'asks whether the bootstrap server is alive',
} as const satisfies VerbEntry<'ECHO'>;

export const ECHOK = {
  topic: 'alive',
  shape: 'ECHOK code',
  codes: { 0: 'alive' },
  ...codeOnly('ECHOK'),
  explain: ({ code }, wording) =>
    code === CODE.ok ? 'the bootstrap server is alive' : `the echo failed: ${wording.code(code)}`,
} as const satisfies VerbEntry<'ECHOK'>;

export const ERROR = {
  topic: 'error',
  shape: 'ERROR',
  ...bare('ERROR'),
  explain: () => 'did not understand the message that it received',
} as const satisfies VerbEntry<'ERROR'>;
