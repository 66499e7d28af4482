import { expect, test } from 'vitest';
import type { Report } from '../network/report';
import { deathOf, examinationPlan, headlineOf, reportMarkdown, reportText } from './report-text';

const hostile = '|`</td><script>`|';
const bytes = { text: hostile, hex: '7c', length: 17 };
const sentence = 'declared 13 bytes, sent 12';

function check(name: 'unreg' | 'reg-new'): Report['checks'][number] {
  const answer = {
    bytes,
    declared: 13,
    via: 'reply',
    milliseconds: 1,
    deviations: [],
    exact: null,
  } as const;
  const said = { title: `ask ${name}`, sent: [bytes], expected: '0012 UNROK 0' };
  return { name, transport: 'tcp', ...said, answers: [answer], verdict: 'tolerated', findings: [sentence] };
}

const report: Report = {
  address: '127.0.0.1:5001',
  resolved: '127.0.0.1:5001',
  at: 0,
  milliseconds: 1_200,
  reachable: true,
  problem: null,
  kind: 'bootstrap',
  recognition: { family: 'uncertain', certainty: 'none', why: [] },
  transports: [{ transport: 'tcp', reachable: true, words: 'answers' }],
  checks: [check('unreg'), check('reg-new')],
  causes: [
    {
      sentence,
      verdict: 'tolerated',
      places: [
        { name: 'unreg', transport: 'tcp' },
        { name: 'reg-new', transport: 'tcp' },
      ],
    },
  ],
  thorough: false,
  died: { transport: 'tcp', name: 'reg-malformed', title: 'REG without a name', how: 'closed' },
  conformant: false,
};

test.each([
  ['text', reportText(report)],
  ['Markdown', reportMarkdown(report)],
])('a cause stands once in the %s, with the number of its places', (_, text) => {
  expect(text.match(/declared 13 bytes/g)).toHaveLength(1);
  expect(text).toContain('(2 places)');
});

test('the question at which the program ended is named', () => {
  expect(deathOf(report)).toContain('REG without a name');
  expect(headlineOf(report)).toContain('stopped answering');
  expect(reportText(report)).toContain('REG without a name');
  expect(reportMarkdown(report)).toContain('REG without a name');
});

test('what came from the program stays in its cell of a Markdown table, as code', () => {
  const rows = reportMarkdown(report)
    .split('\n')
    .filter((line) => line.startsWith('| tolerated'));
  for (const row of rows) {
    // Four cells: five bars that are not escaped.
    expect(row.match(/(?<!\\)\|/g)).toHaveLength(5);
    expect(row).toContain('``\\|`</td><script>`\\|``');
  }
});

test('the plan says whether malformed requests will be sent', () => {
  expect(examinationPlan(false).at(-1)).toMatch(/^No malformed/);
  expect(examinationPlan(true).at(-1)).toMatch(/^Last, a REG without a name/);
});
