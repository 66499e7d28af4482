import type { Order, Question, Report } from '../messages';

type ReportOf<K extends Report['tell']> = Extract<Report, { tell: K }>;
type Listener<K extends Report['tell']> = (report: ReportOf<K>) => void;

const listeners = new Map<Report['tell'], (report: Report) => void>();
const answers = new Map<Question['ask'], (question: Question) => unknown>();

/** Hears one kind of report from the windows. One listener a kind. */
export function hear<K extends Report['tell']>(kind: K, listener: Listener<K>): void {
  listeners.set(kind, listener as (report: Report) => void);
}

/** Answers one kind of question of the windows or the test. */
export function answer<K extends Question['ask']>(
  kind: K,
  reply: (question: Extract<Question, { ask: K }>) => unknown,
): void {
  answers.set(kind, reply as (question: Question) => unknown);
}

export function order(message: Order): void {
  // The test may be gone already; then there are no windows to order about.
  if (process.connected) process.send?.(message);
}

if (!process.send) throw new Error('the stand-in runs as a child of the end-to-end tests only');

process.on('message', async (report: Report) => {
  if (report.tell !== 'asked') {
    listeners.get(report.tell)?.(report);
    return;
  }
  const reply = answers.get(report.about.ask);
  if (!reply) throw new Error(`the stand-in has no answer about ${report.about.ask}`);
  order({ do: 'answer', to: report.question, value: await reply(report.about) });
});

// No orphans: without its test the app has no windows and no purpose.
process.on('disconnect', () => process.exit(1));
