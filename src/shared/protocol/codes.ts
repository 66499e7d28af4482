import type { Family } from './family';
import { FIRST_ERROR_CODE, type Message } from './message';
import { VERBS } from './verbs';

/** Which table a code is read by: that of a family, the canonical one, or both where the sender is not known. */
export type CodeTable = Family | 'exact' | 'uncertain';

/** Verbs of messages with a code. */
export type CodeVerb = Extract<Message, { readonly code: number }>['verb'];

/** The meaning of a code. `certain` is false where families disagree and the sender's is not known. */
export interface CodeMeaning {
  readonly words: string;
  readonly certain: boolean;
}

/**
 * Explains the number in a reply.
 *
 * @param table what is known of the sender; `uncertain` gives both meanings where the families disagree
 * @returns words without a capital or a full stop, fit to follow "REGOK 9999: "
 */
export function explainCode(verb: CodeVerb, code: number, table: CodeTable): CodeMeaning {
  const { codes, codesOf, count } = VERBS[verb];
  const counted = code < FIRST_ERROR_CODE ? count?.(code) : undefined;
  const canonical = codes?.[code] ?? counted ?? 'a code that the protocol does not have';
  const families = Object.entries(codesOf ?? {}).filter(
    ([family]) => table === 'uncertain' || table === family,
  );
  const [family, meanings] = families.find(([, known]) => known[code] !== undefined) ?? [];
  const other = meanings?.[code];
  if (other === undefined) return { words: canonical, certain: true };
  if (table !== 'uncertain') return { words: other, certain: true };
  return { words: `${canonical}; or, if the server is of family ${family}, ${other}`, certain: false };
}
