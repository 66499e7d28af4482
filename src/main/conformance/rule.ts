import type { Verdict } from '../../shared/network/report';
import type { Family } from '../../shared/protocol/family';
import type { Message } from '../../shared/protocol/message';
import type { Trial } from './trial';

/** What a message's meaning is worth as an answer; how it was written is judged apart. */
export interface Expectation {
  readonly verdict: Extract<Verdict, 'exact' | 'tolerated' | 'wrong'>;
  readonly findings: readonly string[];
}

export interface RulingContext {
  readonly trial: Trial;
  readonly kind: 'bootstrap' | 'peer' | 'unknown';
  readonly family: Family | 'exact' | 'uncertain';
}

export interface Rule {
  /** What was tried, in words. */
  readonly title: string;
  /** What the protocol asks for. */
  readonly expected: string;
  /** What to do where nothing comes. */
  readonly onSilence: string;
  judge(message: Message, context: RulingContext): Expectation;
}

export const EXACT: Expectation = { verdict: 'exact', findings: [] };
export const tolerated = (...findings: string[]): Expectation => ({ verdict: 'tolerated', findings });
export const wrong = (...findings: string[]): Expectation => ({ verdict: 'wrong', findings });

export function otherVerb(message: Message, frame: string): Expectation {
  if (message.verb === 'ERROR') return wrong(`it says ERROR to a message of the protocol; answer "${frame}"`);
  return wrong(`it says ${message.verb}, which answers something else; answer "${frame}"`);
}
