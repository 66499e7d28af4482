import type { Answer, Bytes, Cause, Check, Report, Verdict } from '../network/report';

/** Colours of the terminal that the text uses; elsewhere it is plain. */
type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red';
export type Paint = (style: Style, text: string) => string;

const MARKS: Readonly<Record<Verdict, { readonly mark: string; readonly style: Style }>> = {
  exact: { mark: '+', style: 'green' },
  tolerated: { mark: '~', style: 'yellow' },
  wrong: { mark: 'x', style: 'red' },
  'no answer': { mark: '?', style: 'red' },
  'not tried': { mark: '-', style: 'dim' },
};
const VERDICTS = Object.keys(MARKS) as readonly Verdict[];
const VERDICT_WIDTH = 'not tried'.length;
const WIDTH = 100;
/** Bytes in one row of hex, so that a row fits a terminal. */
const ROW = 24;
const INDENT = ' '.repeat(4);
const LABEL_WIDTH = 7;
const KINDS = { bootstrap: 'a bootstrap server', peer: 'a peer', unknown: 'an unknown program' } as const;

/** @returns what an examination will send, one sentence for each kind of question, in order */
export function examinationPlan(thorough: boolean): string[] {
  return [
    'PING, then REG; where REG is not answered, JOIN. The answers show whether it is a bootstrap server or a peer.',
    'To a bootstrap server: REG of three more addresses on which syncPulse listens, REG again, ECHO, and UNREG of each.',
    'To a peer: JOIN again, one SER for a file that nobody has, and LEAVE twice.',
    'Two frames in one write and one frame in three pieces (TCP only), and one text that is not a message.',
    thorough
      ? 'Last, a REG without a name or a JOIN without a port. Some programs end when they read it.'
      : 'No malformed REG or JOIN: some programs end when they read one. A thorough examination sends them too.',
  ];
}

/** @returns what was found, in one sentence */
export function headlineOf({ address, resolved, reachable, kind, recognition, died }: Report): string {
  const where = address === resolved ? address : `${address} (${resolved})`;
  if (!reachable) return `${where} did not answer.`;
  const { family, certainty } = recognition;
  const form =
    family === 'exact'
      ? 'speaks the exact form'
      : family === 'uncertain'
        ? 'its family is not recognised'
        : `is ${certainty === 'certain' ? '' : 'probably '}of family ${family}`;
  const subject = family === 'uncertain' ? '' : 'it ';
  return `${where} is ${KINDS[kind]}; ${subject}${form}.${died ? ' It stopped answering during the examination.' : ''}`;
}

/** @returns at which question the program stopped answering, or null where it survived */
export function deathOf({ died }: Report): string | null {
  if (!died) return null;
  const how = died.how === 'closed' ? 'nothing listens there any more' : 'it no longer answers PING or ECHO';
  return `It stopped answering after this question by ${died.transport.toUpperCase()}: ${died.title}. Since then ${how}. Nothing more was sent.`;
}

/** @returns how many checks came to which verdict, such as "14 exact, 2 wrong" */
export function countsIn({ checks }: Report): string {
  const parts = VERDICTS.flatMap((verdict) => {
    const number = checks.filter((check) => check.verdict === verdict).length;
    return number > 0 ? [`${number} ${verdict}`] : [];
  });
  return parts.join(', ');
}

/** @returns where else a cause shows, such as "20 places"; empty where there is one */
export function placesOf({ places }: Cause): string {
  return places.length > 1 ? `${places.length} places` : '';
}

/** Writes a report for a terminal or a text file. Nothing in it but printable ASCII and what `paint` adds. */
export function reportText(report: Report, paint: Paint = (_, text) => text): string {
  const lines = [paint('bold', headlineOf(report))];
  if (!report.reachable) lines.push(...wrap(report.problem?.sentence ?? '', '  '));
  lines.push(...report.recognition.why.flatMap((why) => wrap(why, '  because ', '          ')));
  const death = deathOf(report);
  if (death !== null) lines.push('', ...wrap(death, `${paint('red', 'x')} `, '  '));
  if (report.causes.length > 0)
    lines.push('', paint('bold', 'To repair'), ...report.causes.flatMap(causeLines));
  for (const { transport, reachable, words } of report.transports) {
    lines.push('', `${paint('bold', transport.toUpperCase())}  ${words}`);
    if (!reachable) continue;
    for (const check of report.checks)
      if (check.transport === transport) lines.push(...checkLines(check, paint));
  }
  if (report.reachable) {
    const word = report.conformant ? paint('green', 'conformant') : paint('yellow', 'deviations');
    lines.push('', `${word}: ${countsIn(report)}  (${(report.milliseconds / 1_000).toFixed(1)} s)`);
  }
  return `${lines.join('\n')}\n`;

  function causeLines(cause: Cause): string[] {
    const { mark, style } = MARKS[cause.verdict];
    const places = placesOf(cause);
    return wrap(`${cause.sentence}${places && ` (${places})`}`, `  ${paint(style, mark)} `, '    ');
  }
}

/** Writes a report as Markdown, such as for an issue or a lab report. What came from the program is quoted as code. */
export function reportMarkdown(report: Report): string {
  const lines = [`# Conformance of ${escaped(report.address)}`, '', escaped(headlineOf(report))];
  if (!report.reachable) lines.push('', escaped(report.problem?.sentence ?? ''));
  if (report.recognition.why.length > 0)
    lines.push('', ...report.recognition.why.map((why) => `- ${escaped(why)}`));
  const death = deathOf(report);
  if (death !== null) lines.push('', `**${escaped(death)}**`);
  if (report.causes.length > 0) {
    lines.push('', '## To repair', '');
    for (const cause of report.causes) {
      const places = placesOf(cause);
      lines.push(`- **${cause.verdict}**: ${escaped(cause.sentence)}${places && ` (${places})`}`);
    }
  }
  for (const { transport, reachable, words } of report.transports) {
    lines.push('', `## ${transport.toUpperCase()}: ${escaped(words)}`);
    if (!reachable) continue;
    lines.push('', '| result | question | sent | received |', '| --- | --- | --- | --- |');
    for (const check of report.checks) {
      if (check.transport !== transport) continue;
      const sent = check.sent.map(({ text }) => code(text)).join(' ');
      const received = check.answers.map(({ bytes }) => code(bytes.text)).join(' ');
      lines.push(`| ${check.verdict} | ${escaped(check.title)} | ${sent} | ${received || '–'} |`);
    }
  }
  lines.push('', `${countsIn(report)}. Examined ${new Date(report.at).toISOString()} by syncPulse.`);
  return `${lines.join('\n')}\n`;
}

/** Text that Markdown shows as it is. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|#~&]/g, '\\$&');
}

/** Hostile text as code in a cell of a table: neither ` nor | may end it. */
function code(text: string): string {
  if (text === '') return '';
  const fence = '`'.repeat(1 + Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)));
  const space = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${space}${text.replaceAll('|', '\\|')}${space}${fence}`;
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
  if (check.verdict !== 'exact' && check.answers.every(({ exact }) => exact === null))
    lines.push(labelled('due', check.expected));
  return lines;
}

function answerLines({ bytes, declared, via, exact }: Answer, paint: Paint): string[] {
  const notes = [
    ...(via === 'reply'
      ? []
      : [via === 'other port' ? 'from another port' : 'as a new message to the doctor']),
    ...(exact === null
      ? []
      : [`${declared === null ? 'no length declared' : `declared ${declared}`}, sent ${bytes.length} bytes`]),
  ];
  const note = notes.length > 0 ? paint('dim', `   (${notes.join('; ')})`) : '';
  const lines = [labelled('came', `${bytes.text}${note}`)];
  if (exact === null) return lines;
  lines.push(labelled('exact', exact.bytes.text));
  return [...lines, ...comparison(bytes, exact.bytes, exact.differsAt, paint)];
}

/** The two frames as bytes, one above the other, from a little before the first that differs. */
function comparison(came: Bytes, exact: Bytes, differsAt: number, paint: Paint): string[] {
  const from = Math.max(0, Math.min(differsAt - 8, Math.max(came.length, exact.length) - ROW));
  const row = ({ hex, length }: Bytes) => {
    const bytes = hex.split(' ').slice(from, from + ROW);
    return `${from > 0 ? '.. ' : ''}${bytes.join(' ')}${length > from + ROW ? ' ..' : ''}`;
  };
  const column = (differsAt - from) * 3 + (from > 0 ? 3 : 0);
  return [
    labelled('came', row(came)),
    labelled('exact', row(exact)),
    labelled('', `${' '.repeat(column)}${paint('yellow', '^^')} byte ${differsAt + 1}`),
  ];
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
