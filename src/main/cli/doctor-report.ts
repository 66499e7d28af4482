import { styleText } from 'node:util';
import type { Answer, Check, Octets, Report, Verdict } from '../../shared/network/report';

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

const MARKS: Readonly<Record<Verdict, { readonly mark: string; readonly style: Style }>> = {
  exact: { mark: '+', style: 'green' },
  tolerated: { mark: '~', style: 'yellow' },
  wrong: { mark: 'x', style: 'red' },
  'no answer': { mark: '?', style: 'red' },
  'not tried': { mark: '-', style: 'dim' },
};
const VERDICT_WIDTH = 'not tried'.length;
const WIDTH = 100;
/** Octets in one row of hex, so that a row fits a terminal. */
const ROW = 24;
const INDENT = ' '.repeat(4);
const LABEL_WIDTH = 7;
const KINDS = { bootstrap: 'a bootstrap server', peer: 'a peer', unknown: 'something unknown' } as const;

/** Puts a report into lines for a terminal. Nothing in it can reach the terminal but printable ASCII. */
export function reportText(report: Report, { colours }: { readonly colours: boolean }): string {
  const paint: Paint = (style, text) => (colours ? styleText(style, text) : text);
  const lines = [...headline(report, paint)];
  for (const { transport, reachable, words } of report.transports) {
    lines.push('', `${paint('bold', transport.toUpperCase())}  ${words}`);
    if (!reachable) continue;
    for (const check of report.checks)
      if (check.transport === transport) lines.push(...checkLines(check, paint));
  }
  if (report.reachable) lines.push('', summary(report, paint));
  return `${lines.join('\n')}\n`;
}

function headline(
  { address, resolved, reachable, problem, kind, recognition }: Report,
  paint: Paint,
): string[] {
  const where = address === resolved ? address : `${address} (${resolved})`;
  if (!reachable) {
    return [`${paint('bold', where)} cannot be reached.`, ...wrap(problem?.sentence ?? '', '  ')];
  }
  const { family, certainty, why } = recognition;
  const form =
    family === 'exact'
      ? 'speaks the exact form'
      : family === 'uncertain'
        ? 'is of no family that could be told'
        : `is ${certainty === 'certain' ? '' : 'probably '}of family ${family}`;
  return [
    `${paint('bold', where)} is ${KINDS[kind]}; it ${form}.`,
    ...why.flatMap((sentence) => wrap(sentence, '  because ', '          ')),
  ];
}

function checkLines(check: Check, paint: Paint): string[] {
  const { mark, style } = MARKS[check.verdict];
  const lines = [`  ${paint(style, `${mark} ${check.verdict.padEnd(VERDICT_WIDTH)}`)}  ${check.title}`];
  if (check.verdict === 'not tried')
    return [...lines, ...check.findings.flatMap((why) => wrap(why, `${INDENT}why    `))];
  const sent = check.sent.map(({ text }) => text).join(paint('dim', ' | '));
  lines.push(labelled('sent', sent));
  if (check.answers.length === 0) lines.push(labelled('came', paint('dim', 'nothing')));
  for (const answer of check.answers) lines.push(...answerLines(answer, paint));
  if (check.verdict === 'exact') return lines;
  if (check.answers.every(({ exact }) => exact === null)) lines.push(labelled('due', check.expected));
  return [
    ...lines,
    ...check.findings.flatMap((finding) => wrap(finding, `${INDENT}mend   `, `${INDENT}       `)),
  ];
}

function answerLines({ octets, declared, via, exact }: Answer, paint: Paint): string[] {
  const notes = [
    ...(via === 'reply'
      ? []
      : [via === 'other port' ? 'from another port' : 'as a new message to the doctor']),
    ...(exact === null
      ? []
      : [
          `${declared === null ? 'no length declared' : `declared ${declared}`}, sent ${octets.length} octets`,
        ]),
  ];
  const note = notes.length > 0 ? paint('dim', `   (${notes.join('; ')})`) : '';
  const lines = [labelled('came', `${octets.text}${note}`)];
  if (exact === null) return lines;
  lines.push(labelled('exact', exact.octets.text));
  return [...lines, ...comparison(octets, exact.octets, exact.differsAt, paint)];
}

/** The two frames as octets, one above the other, from a little before the first that differs. */
function comparison(came: Octets, exact: Octets, differsAt: number, paint: Paint): string[] {
  const from = Math.max(0, Math.min(differsAt - 8, Math.max(came.length, exact.length) - ROW));
  const row = ({ hex, length }: Octets) => {
    const octets = hex.split(' ').slice(from, from + ROW);
    return `${from > 0 ? '.. ' : ''}${octets.join(' ')}${length > from + ROW ? ' ..' : ''}`;
  };
  const column = (differsAt - from) * 3 + (from > 0 ? 3 : 0);
  return [
    labelled('came', row(came)),
    labelled('exact', row(exact)),
    labelled('', `${' '.repeat(column)}${paint('yellow', '^^')} octet ${differsAt + 1}`),
  ];
}

function summary({ checks, conformant, milliseconds }: Report, paint: Paint): string {
  const count = (verdict: Verdict) => checks.filter((check) => check.verdict === verdict).length;
  const counts = (Object.keys(MARKS) as Verdict[]).flatMap((verdict) =>
    count(verdict) > 0 ? [`${count(verdict)} ${verdict}`] : [],
  );
  const word = conformant ? paint('green', 'conformant') : paint('yellow', 'deviations');
  return `${word}: ${counts.join(', ')}  (${(milliseconds / 1_000).toFixed(1)} s)`;
}

function labelled(label: string, text: string): string {
  return `${INDENT}${label.padEnd(LABEL_WIDTH)}${text}`;
}

/** Breaks a sentence into lines; @param first and `rest` stand before the first and the other lines */
function wrap(sentence: string, first: string, rest = ' '.repeat(first.length)): string[] {
  const lines: string[] = [];
  let line = first;
  for (const word of sentence.split(' ')) {
    if (line.trim() !== '' && line.length > rest.length && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = rest;
    }
    line += line.endsWith(' ') ? word : ` ${word}`;
  }
  return [...lines, line];
}
