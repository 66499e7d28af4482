import type { Verdict } from '../../shared/network/report';
import type { Family } from '../../shared/protocol/family';
import type { Message } from '../../shared/protocol/message';
import type { Trial } from './trial';

/** The verdict on a message's content as a reply; its encoding is evaluated separately. */
export interface Evaluation {
  readonly verdict: Extract<Verdict, 'exact' | 'tolerated' | 'wrong'>;
  readonly findings: readonly string[];
}

export interface EvaluationContext {
  readonly trial: Trial;
  readonly kind: 'bootstrap' | 'peer' | 'unknown';
  readonly family: Family | 'exact' | 'uncertain';
}

export interface Rule {
  /** What was tried, as text. */
  readonly title: string;
  /** What the protocol requires. */
  readonly expected: string;
  /** The correction where no reply comes. */
  readonly onSilence: string;
  evaluate(message: Message, context: EvaluationContext): Evaluation;
}

export const EXACT: Evaluation = { verdict: 'exact', findings: [] };
export const tolerated = (...findings: string[]): Evaluation => ({ verdict: 'tolerated', findings });
export const wrong = (...findings: string[]): Evaluation => ({ verdict: 'wrong', findings });

export function otherVerb(message: Message, frame: string): Evaluation {
  if (message.verb === 'ERROR')
    return wrong(`it answers ERROR to a message of the protocol; answer "${frame}"`);
  return wrong(`it answers ${message.verb}, which is the reply to another request; answer "${frame}"`);
}
