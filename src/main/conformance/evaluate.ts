import type { Answer, Cause, Check, Verdict } from '../../shared/network/report';
import { formatFrame } from '../../shared/protocol/codec/format';
import { type DeviationNote, explainDeviation } from '../../shared/protocol/deviation';
import type { Message } from '../../shared/protocol/message';
import type { ExaminedReply } from './examined-reply';
import { RULES } from './expectations';
import type { EvaluationContext } from './rule';
import { encode, firstDifference, showBytes } from './show-bytes';
import type { Trial } from './trial';

/** From best to worst; a check has the verdict of its worst finding. */
const ORDER: readonly Verdict[] = ['exact', 'not tried', 'tolerated', 'no answer', 'wrong'];

/** A finding of one check. Findings with the same key have the same cause, although the lengths that they quote differ. */
interface Finding {
  readonly key: string;
  readonly sentence: string;
  readonly verdict: Verdict;
}

/** A check, with its findings. */
export interface Evaluation {
  readonly check: Check;
  readonly findings: readonly Finding[];
}

/** Evaluates a trial: compares the replies with what the protocol requires. */
export function evaluate(trial: Trial, context: Omit<EvaluationContext, 'trial'>): Evaluation {
  const rule = RULES[trial.name];
  const check = {
    name: trial.name,
    transport: trial.transport,
    title: rule.title,
    sent: trial.sent.map((text) => showBytes(encode(text))),
    expected: rule.expected,
  };
  const { outcome } = trial;
  if (trial.notTried !== null || !outcome) {
    const why = trial.notTried === null ? [] : [trial.notTried];
    return { check: { ...check, answers: [], verdict: 'not tried', findings: why }, findings: [] };
  }
  const answers = outcome.replies.map((reply) => answerOf(reply, trial));
  if (outcome.replies.length === 0) {
    const silence: Finding = { ...silenceOf(trial), verdict: 'no answer' };
    const { verdict, sentence } = silence;
    return { check: { ...check, answers, verdict, findings: [sentence] }, findings: [silence] };
  }

  const verdicts: Verdict[] = [];
  const findings = new Map<string, Finding>();
  const add = (verdict: Verdict, sentences: readonly string[], key?: string) => {
    verdicts.push(verdict);
    for (const sentence of sentences)
      if (!findings.has(sentence)) findings.set(sentence, { key: key ?? sentence, sentence, verdict });
  };
  for (const reply of outcome.replies.slice(0, trial.due)) {
    if (reply.message) {
      const evaluation = rule.evaluate(reply.message, { ...context, trial });
      add(evaluation.verdict, evaluation.findings);
    } else add('wrong', [`it is unreadable: ${harmless(reply.problem ?? '')}`]);
    for (const note of deviationsOf(reply, trial))
      add('tolerated', [explainDeviation(note)], `deviation ${note.name}`);
    const path = replyPathFinding(reply, trial);
    if (path !== null) add('tolerated', [path]);
  }
  if (outcome.replies.length < trial.due) {
    add('tolerated', [
      'only the first was answered; syncPulse sends one request per connection, but others send more: read until the other side ends the connection',
    ]);
  }
  if (outcome.replies.length > trial.due) {
    add('tolerated', [`${outcome.replies.length} frames came back, and ${trial.due} suffice: answer once`]);
  }
  const verdict = verdicts.reduce(
    (one, other) => (ORDER.indexOf(other) > ORDER.indexOf(one) ? other : one),
    'exact',
  );
  const all = [...findings.values()];
  return { check: { ...check, answers, verdict, findings: [...findings.keys()] }, findings: all };
}

/** Groups the findings of all checks by their cause, the worst first and then the most frequent. */
export function causesOf(judged: readonly Evaluation[]): Cause[] {
  const causes = new Map<string, Cause>();
  for (const { check, findings } of judged) {
    const { name, transport } = check;
    // Two replies of one check may deviate in the same way; the check still counts as one place.
    for (const [key, { sentence, verdict }] of new Map(findings.map((finding) => [finding.key, finding]))) {
      const cause = causes.get(key) ?? { sentence, verdict, places: [] };
      const worst = ORDER.indexOf(verdict) > ORDER.indexOf(cause.verdict) ? verdict : cause.verdict;
      causes.set(key, { ...cause, verdict: worst, places: [...cause.places, { name, transport }] });
    }
  }
  const rank = ({ verdict }: Cause) => ORDER.indexOf(verdict);
  return [...causes.values()].sort(
    (one, other) => rank(other) - rank(one) || other.places.length - one.places.length,
  );
}

function silenceOf({ name, outcome }: Trial): Pick<Finding, 'key' | 'sentence'> {
  const rule = RULES[name];
  const how =
    outcome?.ended === 'closed'
      ? 'it closed the connection without an answer'
      : outcome?.ended === 'refused'
        ? (outcome.problem?.sentence.replace(/\.$/, '') ?? 'the connection was refused')
        : 'nothing came';
  const sentence = `${how}; ${rule.onSilence}`;
  return { key: `silence ${rule.onSilence}`, sentence };
}

/** Programs on UDP expect pairs (PROTOCOL.md, "Transport"), so there they are no deviation. */
function deviationsOf({ deviations }: ExaminedReply, { transport }: Trial): readonly DeviationNote[] {
  return deviations.filter(({ name }) => name !== 'pairs-in-regok' || transport !== 'udp');
}

function replyPathFinding({ via, message }: ExaminedReply, { transport }: Trial): string | null {
  if (via === 'other port')
    return 'it answers from a port other than the one that received the request: send from the listening socket';
  if (via === 'new message' && message?.verb !== 'SEROK') {
    return transport === 'tcp'
      ? 'the answer came as a new connection to the advertised address: send it on the connection of the request'
      : 'the answer came by TCP to a request by UDP: send it to the source address of the datagram';
  }
  return null;
}

function answerOf(reply: ExaminedReply, trial: Trial): Answer {
  const { bytes, declared, via, milliseconds, message } = reply;
  const deviations = deviationsOf(reply, trial);
  return {
    bytes: showBytes(bytes),
    declared,
    via,
    milliseconds: Math.round(milliseconds * 10) / 10,
    deviations,
    exact: message && deviations.length > 0 ? exactOf(message, reply) : null,
  };
}

/** The same message in the exact form, as bytes to compare with those received; null where a name was lost. */
function exactOf(message: Message, { bytes, deviations }: ExaminedReply): Answer['exact'] {
  const nameless = message.verb === 'REGOK' && deviations.some(({ name }) => name === 'pairs-in-regok');
  const form = encode(formatFrame(message, nameless ? { offers: 'pairs' } : {}));
  const differsAt = firstDifference(bytes, form);
  return differsAt < 0 ? null : { bytes: showBytes(form), differsAt };
}

/** The sentence quotes received text, so it is shortened and escaped before a terminal or a page shows it. */
function harmless(sentence: string): string {
  return sentence.replace(/[^ -~…]/gu, '?');
}
