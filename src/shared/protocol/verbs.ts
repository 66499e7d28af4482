import type { Verb } from './message';

/** Every verb, with the shape of its message: what an error sentence shows to who sent a wrong one. */
export const SHAPES: Readonly<Record<Verb, string>> = {
  REG: 'REG ip port name',
  REGOK: 'REGOK n, then ip port name n times',
  UNREG: 'UNREG ip port name',
  UNROK: 'UNROK code',
  JOIN: 'JOIN ip port',
  JOINOK: 'JOINOK code',
  LEAVE: 'LEAVE ip port',
  LEAVEOK: 'LEAVEOK code',
  SER: 'SER ip port "file name" hops',
  SEROK: 'SEROK n ip port hops, then n names',
  PING: 'PING',
  PONG: 'PONG',
  ECHO: 'ECHO',
  ECHOK: 'ECHOK code',
  PRINT: 'PRINT',
  NEIGH: 'NEIGH',
  NEIGHOK: 'NEIGHOK n, then ip port n times',
  ERROR: 'ERROR',
};

const VERBS: ReadonlySet<string> = new Set(Object.keys(SHAPES));

/** Characters of the longest verb. */
export const LONGEST_VERB = Math.max(...[...VERBS].map((verb) => verb.length));

export function isVerb(word: string): word is Verb {
  return VERBS.has(word);
}

/** @returns whether some verb begins with these letters: a cut frame may then still become a message. */
export function beginsVerb(letters: string): boolean {
  return [...VERBS].some((verb) => verb.startsWith(letters));
}
