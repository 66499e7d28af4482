import { type CodeVerb, explainCode } from '../../shared/protocol/codes';
import type { Family } from '../../shared/protocol/family';
import { CODE, type MessageOf } from '../../shared/protocol/message';
import { evaluateOffers } from './evaluate-offers';
import { EXACT, otherVerb, type Rule, tolerated, wrong } from './rule';

/** A code that a family sends where the protocol has another. syncPulse knows the habit, so it is tolerated there. */
interface Habit {
  readonly family: Family;
  readonly is: (code: number) => boolean;
}

interface CodeRule extends Omit<Rule, 'judge' | 'expected'> {
  readonly verb: CodeVerb;
  readonly code: number;
  readonly habits?: readonly Habit[];
  /** Judged instead of a code where it is 0 and 0 is right: the list that comes with it. */
  readonly list?: boolean;
  /** Whether ERROR will do as well. */
  readonly errorIs?: 'exact' | 'tolerated';
}

/** Makes the rule for what is answered with a code, or with a list in its place. */
export function codeRule({ verb, code, habits = [], list = false, errorIs, ...rest }: CodeRule): Rule {
  const due = list ? `${verb} n, then "ip port name" n times` : `${verb} ${code}`;
  const frame = list ? due : `${String(due.length + 5).padStart(4, '0')} ${due}`;
  return {
    ...rest,
    expected: errorIs === 'exact' ? `${frame}, or 0010 ERROR` : frame,
    judge: (message, { trial, family }) => {
      if (message.verb === 'ERROR' && errorIs !== undefined) {
        return errorIs === 'exact'
          ? EXACT
          : tolerated(`it says ERROR; say what the verb has a code for: "${frame}"`);
      }
      if (message.verb !== verb || !('code' in message)) return otherVerb(message, frame);
      if (message.code === code)
        return message.verb === 'REGOK' && list ? evaluateOffers(message, trial) : EXACT;
      const habit = habits.some((one) => one.family === family && one.is(message.code));
      const said = `${verb} ${countOf(message)}: ${explainCode(verb, countOf(message), family).words}`;
      const mend = `answer "${frame}"${list ? '' : ` (${explainCode(verb, code, 'exact').words})`}`;
      return habit
        ? tolerated(
            `it says ${said}. That is what family ${family} does, and syncPulse reads it so; to be exact, ${mend}`,
          )
        : wrong(`it says ${said}. Here ${mend}`);
    },
  };
}

/** @returns the number in a reply: its code, or how many entries it has */
function countOf(message: MessageOf<CodeVerb>): number {
  if (message.code !== CODE.ok) return message.code;
  if (message.verb === 'REGOK') return message.offers.length;
  return message.verb === 'SEROK' ? message.files.length : message.code;
}
