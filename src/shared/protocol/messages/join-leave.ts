import { CODE } from '../message';
import type { VerbEntry } from './entry';
import { addressOnly, codeOnly } from './fields';

export const JOIN = {
  topic: 'join',
  reply: 'JOINOK',
  refusal: { verb: 'JOINOK', code: CODE.failed },
  shape: 'JOIN ip port',
  console: { does: 'asks the peer there to take this console as a neighbour', asksPeer: true },
  ...addressOnly('JOIN'),
  explain: ({ address }, { peer }) => `${peer(address)} asks to become a neighbour`,
} as const satisfies VerbEntry<'JOIN'>;

export const JOINOK = {
  topic: 'join',
  shape: 'JOINOK code',
  codes: { 0: 'accepted as a neighbour', 9999: 'the table is full, or the request is malformed' },
  ...codeOnly('JOINOK'),
  explain: ({ code }, wording) =>
    code === CODE.ok ? 'accepted as a neighbour' : `not accepted as a neighbour: ${wording.code(code)}`,
} as const satisfies VerbEntry<'JOINOK'>;

export const LEAVE = {
  topic: 'leave',
  reply: 'LEAVEOK',
  refusal: { verb: 'LEAVEOK', code: CODE.failed },
  shape: 'LEAVE ip port',
  console: { does: 'asks the peer there to remove this console from its neighbours', asksPeer: true },
  ...addressOnly('LEAVE'),
  explain: ({ address }, { peer }) => `${peer(address)} asks to be removed as a neighbour`,
} as const satisfies VerbEntry<'LEAVE'>;

export const LEAVEOK = {
  topic: 'leave',
  shape: 'LEAVEOK code',
  codes: { 0: 'removed', 9999: 'not a neighbour, or the request is malformed' },
  ...codeOnly('LEAVEOK'),
  explain: ({ code }, wording) =>
    code === CODE.ok ? 'removed as a neighbour' : `not removed as a neighbour: ${wording.code(code)}`,
} as const satisfies VerbEntry<'LEAVEOK'>;
