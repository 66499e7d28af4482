import type { Answer, Cause, Check, Verdict } from '../../shared/network/report';
import { type DeviationNote, explainDeviation } from '../../shared/protocol/deviation';
import { formatFrame } from '../../shared/protocol/format';
import type { Message } from '../../shared/protocol/message';
import type { ExaminedReply } from './examined-reply';
import { RULES } from './expectations';
import type { RulingContext } from './rule';
import { encode, firstDifference, showBytes } from './show-bytes';
import type { Trial } from './trial';

/** From good to bad; a check is as bad as the worst of its findings. */
const ORDER: readonly Verdict[] = ['exact', 'not tried', 'tolerated', 'no answer', 'wrong'];

/** A finding of one check. Findings with the same key have the same cause, although the lengths that they quote differ. */
interface Finding {
  readonly key: string;
  readonly sentence: string;
  readonly verdict: Verdict;
}

/** A check, with the findings that it was made of. */
export interface Evaluation {
  readonly check: Check;
  readonly findings: readonly Finding[];
}

/** Makes a check of a trial: what the protocol says to what came back. */
export function evaluate(trial: Trial, context: Omit<RulingContext, 'trial'>): Evaluation {
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
  const answers = outcome.heard.map((heard) => answerOf(heard, trial));
  if (outcome.heard.length === 0) {
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
  for (const heard of outcome.heard.slice(0, trial.due)) {
    if (heard.message) {
      const ruling = rule.judge(heard.message, { ...context, trial });
      add(ruling.verdict, ruling.findings);
    } else add('wrong', [`it cannot be read: ${harmless(heard.problem ?? '')}`]);
    for (const note of deviationsOf(heard, trial))
      add('tolerated', [explainDeviation(note)], `deviation ${note.name}`);
    const path = wayHome(heard, trial);
    if (path !== null) add('tolerated', [path]);
  }
  if (outcome.heard.length < trial.due) {
    add('tolerated', [
      'only the first was answered; syncPulse asks one thing on a connection, but others send more: read on until the other side ends it',
    ]);
  }
  if (outcome.heard.length > trial.due) {
    add('tolerated', [`${outcome.heard.length} frames came back, and ${trial.due} would do: answer once`]);
  }
  const verdict = verdicts.reduce(
    (one, other) => (ORDER.indexOf(other) > ORDER.indexOf(one) ? other : one),
    'exact',
  );
  const all = [...findings.values()];
  return { check: { ...check, answers, verdict, findings: [...findings.keys()] }, findings: all };
}

/** Gathers the findings of all checks by their cause, the worst first and then the most frequent. */
export function causesOf(judged: readonly Evaluation[]): Cause[] {
  const causes = new Map<string, Cause>();
  for (const { check, findings } of judged) {
    const { name, transport } = check;
    // Two answers of one check may deviate in the same way; the check is one place all the same.
    for (const [key, { sentence, verdict }] of new Map(findings.map((finding) => [finding.key, finding]))) {
      const known = causes.get(key) ?? { sentence, verdict, places: [] };
      const worst = ORDER.indexOf(verdict) > ORDER.indexOf(known.verdict) ? verdict : known.verdict;
      causes.set(key, { ...known, verdict: worst, places: [...known.places, { name, transport }] });
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
      ? 'it closed the connection without a word'
      : outcome?.ended === 'refused'
        ? (outcome.problem?.sentence.replace(/\.$/, '') ?? 'the connection was refused')
        : 'nothing came';
  const sentence = `${how}; ${rule.onSilence}`;
  return { key: `silence ${rule.onSilence}`, sentence };
}

/** Pairs are what programs on UDP expect (PROTOCOL.md, "Transport"), so there they are no deviation. */
function deviationsOf({ deviations }: ExaminedReply, { transport }: Trial): readonly DeviationNote[] {
  return deviations.filter(({ name }) => name !== 'pairs-in-regok' || transport !== 'udp');
}

function wayHome({ via, message }: ExaminedReply, { transport }: Trial): string | null {
  if (via === 'other port')
    return 'it answers from another port than it was asked at: send from the socket that listens';
  if (via === 'new message' && message?.verb !== 'SEROK') {
    return transport === 'tcp'
      ? 'the answer came as a new connection to the advertised address: send it on the connection of the request'
      : 'the answer came by TCP to a question by UDP: send it to where the datagram came from';
  }
  return null;
}

function answerOf(heard: ExaminedReply, trial: Trial): Answer {
  const { bytes, declared, via, milliseconds, message } = heard;
  const deviations = deviationsOf(heard, trial);
  return {
    bytes: showBytes(bytes),
    declared,
    via,
    milliseconds: Math.round(milliseconds * 10) / 10,
    deviations,
    exact: message && deviations.length > 0 ? exactOf(message, heard) : null,
  };
}

/** The same message in the exact form, as bytes to lay beside those that came; null where a name was lost on the way. */
function exactOf(message: Message, { bytes, deviations }: ExaminedReply): Answer['exact'] {
  const nameless = message.verb === 'REGOK' && deviations.some(({ name }) => name === 'pairs-in-regok');
  const form = encode(formatFrame(message, nameless ? { offers: 'pairs' } : {}));
  const differsAt = firstDifference(bytes, form);
  return differsAt < 0 ? null : { bytes: showBytes(form), differsAt };
}

/** The sentence quotes what came; a terminal or a page need not be shown more of it than can be read. */
function harmless(sentence: string): string {
  return sentence.replace(/[^ -~…]/gu, '?');
}
