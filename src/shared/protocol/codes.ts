import { FIRST_ERROR_CODE, type Verb } from './message';

/** The kinds of implementation met in the wild (PROTOCOL.md, "Families"). */
export type Family = 'A' | 'B' | 'C' | 'D' | 'E';

export const FAMILIES: readonly Family[] = ['A', 'B', 'C', 'D', 'E'];

/** Which table a code is read by: that of a family, the canonical one, or both where it is not known. */
export type CodeTable = Family | 'exact' | 'uncertain';

export type CodeVerb = Extract<Verb, 'REGOK' | 'UNROK' | 'JOINOK' | 'LEAVEOK' | 'SEROK' | 'ECHOK'>;

/** What a code says. `certain` is false where families disagree and the sender's is not known. */
export interface CodeMeaning {
  readonly words: string;
  readonly certain: boolean;
}

type Meanings = Readonly<Record<number, string>>;

const CANONICAL: Readonly<Record<CodeVerb, Meanings>> = {
  REGOK: {
    9996: 'the registry is full',
    9997: 'this ip and port are registered under another name',
    9998: 'already registered to you; unregister first',
    9999: 'the request is malformed',
  },
  UNROK: { 0: 'done', 9999: 'no such entry, or a malformed request' },
  JOINOK: { 0: 'you are my neighbour', 9999: 'refused: the table is full, or the request is malformed' },
  LEAVEOK: { 0: 'done', 9999: 'you were not my neighbour, or the request is malformed' },
  SEROK: { 0: 'no such files', 9998: 'an error', 9999: 'a peer could not be reached' },
  ECHOK: { 0: 'here' },
};

/** Family C gives three numbers of REGOK other meanings; the rest of its codes are the canonical ones. */
const FAMILY_C: Meanings = {
  9997: 'the registry is full',
  9998: 'the request is malformed',
  9999: 'already registered (the name is the key)',
};

/**
 * Says what the number in a reply means.
 *
 * @param table what is known of the sender; `uncertain` gives both meanings where the families disagree
 * @returns words without a capital or a full stop, fit to follow "REGOK 9999: "
 */
export function explainCode(verb: CodeVerb, code: number, table: CodeTable): CodeMeaning {
  const canonical = CANONICAL[verb][code] ?? otherwise(verb, code);
  const other = verb === 'REGOK' ? FAMILY_C[code] : undefined;
  if (other === undefined || (table !== 'C' && table !== 'uncertain'))
    return { words: canonical, certain: true };
  if (table === 'C') return { words: other, certain: true };
  return { words: `${canonical}; or, if the server is of family C, ${other}`, certain: false };
}

function otherwise(verb: CodeVerb, code: number): string {
  const counts = verb === 'REGOK' || verb === 'SEROK';
  if (!counts || code >= FIRST_ERROR_CODE) return 'a code that the protocol does not have';
  if (verb === 'SEROK') return `${code} ${code === 1 ? 'file' : 'files'} found`;
  return code === 0
    ? 'registered; nobody else is offered'
    : `registered; ${code} ${code === 1 ? 'neighbour is' : 'neighbours are'} offered`;
}
