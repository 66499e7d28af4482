import { exactly } from './bootstraps';
import type { Reading } from './raw';

/** What a peer of a family does its own way. */
export interface Dialect {
  readonly family: 'A' | 'B' | 'C' | 'D' | 'E';
  readonly transport: 'tcp' | 'udp';
  /** How it reads a reply, and a request, from a connection. */
  readonly reading: Reading;
  /** How it writes to the bootstrap server, and to peers. */
  readonly toServer: (body: string) => string;
  readonly toPeer: (body: string) => string;
  /** Words for each neighbour in REGOK that it can take in. */
  readonly width: 2 | 3;
  /** Says UNREG before REG, and goes on only when it hears UNROK. */
  readonly unregistersFirst: boolean;
  /** Answers JOIN and LEAVE with a new request to the advertised address; `waits`: and reads an answer to that. */
  readonly answersAnew: false | 'sends' | 'waits';
  readonly pong: string;
  /** Takes in whoever says JOIN, be there a port or not. */
  readonly acceptsAnyJoin: boolean;
  /** A search as it sends it, for a query of one or more words. */
  readonly search: (ip: string, port: number, query: string) => string;
  /** Files that it has found, and none, as it answers a search. */
  readonly found: (ip: string, port: number, hops: string, files: readonly string[]) => string;
  readonly missed: (ip: string, port: number, hops: string) => string;
}

const oneTooMany = (body: string) => `${String(body.length + 6).padStart(4, '0')} ${body}`;
const bareLine = (body: string) => `${body}\n`;
const quoted = (name: string) => `"${name}"`;
const underscored = (name: string) => name.replaceAll(' ', '_');

const BY_THE_BOOK = {
  transport: 'tcp',
  reading: 'once',
  toServer: exactly,
  toPeer: exactly,
  width: 3,
  unregistersFirst: false,
  answersAnew: false,
  pong: exactly('PONG'),
  acceptsAnyJoin: false,
  search: (ip, port, query) => `SER ${ip} ${port} ${quoted(query)} 0`,
  found: (ip, port, hops, files) =>
    `SEROK ${files.length} ${ip} ${port} ${hops} ${files.map(quoted).join(' ')}`,
  missed: (ip, port, hops) => `SEROK 0 ${ip} ${port} ${hops}`,
} as const satisfies Partial<Dialect>;

/** Peers as the table of PROTOCOL.md, "Families", has them. */
export const DIALECTS = {
  A: { ...BY_THE_BOOK, family: 'A', transport: 'udp', width: 2 },
  B: {
    ...BY_THE_BOOK,
    family: 'B',
    toServer: oneTooMany,
    toPeer: oneTooMany,
    unregistersFirst: true,
    pong: oneTooMany('PONG'),
  },
  C: { ...BY_THE_BOOK, family: 'C', reading: 'five-then-rest' },
  D: { ...BY_THE_BOOK, family: 'D', answersAnew: 'sends', pong: 'PONG' },
  'D that waits': { ...BY_THE_BOOK, family: 'D', answersAnew: 'waits', pong: 'PONG' },
  'E on TCP': {
    ...BY_THE_BOOK,
    family: 'E',
    toPeer: bareLine,
    pong: 'PONG\n',
    search: (ip, port, query) => `SER ${ip} ${port} ${underscored(query)} 3`,
    found: (ip, port, hops, files) =>
      `SEROK ${files.length} ${ip} ${port} ${hops} ${files.map(underscored).join(' ')}`,
    missed: () => 'ERROR',
  },
  'E on UDP': {
    ...BY_THE_BOOK,
    family: 'E',
    transport: 'udp',
    width: 2,
    toPeer: (body) => body,
    pong: 'PONG',
    search: (ip, port, query) => `SER ${ip} ${port} ${query}`,
    found: (ip, port, _hops, files) => `SEROK ${files.length} ${ip} ${port} ${files.join(',')}`,
    missed: () => 'ERROR',
  },
} as const satisfies Readonly<Record<string, Dialect>>;

export type DialectName = keyof typeof DIALECTS;
