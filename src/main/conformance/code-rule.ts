import { type CodeVerb, explainCode } from '../../shared/protocol/codes';
import type { Family } from '../../shared/protocol/family';
import { CODE, type MessageOf } from '../../shared/protocol/message';
import { evaluateOffers } from './evaluate-offers';
import { EXACT, otherVerb, type Rule, tolerated, wrong } from './rule';

/** A code that a family sends where the protocol requires another. syncPulse supports it, so it is tolerated there. */
interface FamilyVariant {
  readonly family: Family;
  readonly is: (code: number) => boolean;
}

interface CodeRule extends Omit<Rule, 'evaluate' | 'expected'> {
  readonly verb: CodeVerb;
  readonly code: number;
  readonly variants?: readonly FamilyVariant[];
  /** Whether the list that comes with code 0 is evaluated as well. */
  readonly list?: boolean;
  /** Whether ERROR is accepted as well. */
  readonly errorIs?: 'exact' | 'tolerated';
}

/** Creates the rule for a request that is answered with a code, or with a list in its place. */
export function codeRule({ verb, code, variants = [], list = false, errorIs, ...rest }: CodeRule): Rule {
  const due = list ? `${verb} n, then "ip port name" n times` : `${verb} ${code}`;
  const frame = list ? due : `${String(due.length + 5).padStart(4, '0')} ${due}`;
  return {
    ...rest,
    expected: errorIs === 'exact' ? `${frame}, or 0010 ERROR` : frame,
    evaluate: (message, { trial, family }) => {
      if (message.verb === 'ERROR' && errorIs !== undefined) {
        return errorIs === 'exact'
          ? EXACT
          : tolerated(`it answers ERROR; answer with the code of the verb: "${frame}"`);
      }
      if (message.verb !== verb || !('code' in message)) return otherVerb(message, frame);
      if (message.code === code)
        return message.verb === 'REGOK' && list ? evaluateOffers(message, trial) : EXACT;
      const isVariant = variants.some((one) => one.family === family && one.is(message.code));
      const received = `${verb} ${countOf(message)}: ${explainCode(verb, countOf(message), family).words}`;
      const correction = `answer "${frame}"${list ? '' : ` (${explainCode(verb, code, 'exact').words})`}`;
      return isVariant
        ? tolerated(
            `it answers ${received}. That is what family ${family} does, and syncPulse reads it so; to be exact, ${correction}`,
          )
        : wrong(`it answers ${received}. Here ${correction}`);
    },
  };
}

/** @returns the number in a reply: its code, or how many entries it has */
function countOf(message: MessageOf<CodeVerb>): number {
  if (message.code !== CODE.ok) return message.code;
  if (message.verb === 'REGOK') return message.offers.length;
  return message.verb === 'SEROK' ? message.files.length : message.code;
}
