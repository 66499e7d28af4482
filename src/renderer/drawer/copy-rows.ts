import { copyText } from '../components/copy-text';
import type { Lab } from '../lab/lab';
import { notify } from '../notices/notices';
import { count } from '../words/count';
import { eventLine } from '../words/describe-event';
import { namesAt } from '../words/names';
import { timeOfDay } from '../words/time';
import { eventView } from './event-view';
import type { LogRow } from './log-tail';
import { rowSelection } from './row-selection';

/** Copies the marked rows, or all of the list where none is marked. */
export async function copyRows(lab: Lab, form: 'text' | 'json'): Promise<void> {
  const rows = eventView(lab).getState().tail?.state().rows ?? [];
  const { keys } = rowSelection(lab).getState();
  const marked = rows.filter((row) => keys.has(row.key));
  const wanted = marked.length > 0 ? marked : rows;
  const copied = await copyText(form === 'text' ? asText(lab, wanted) : asJson(wanted));
  notify(lab, {
    key: 'copy',
    tone: copied ? 'answer' : 'error',
    title: copied ? `${count(wanted.length, 'line')} copied` : 'The lines were not copied',
    ...(copied ? {} : { sentence: 'The clipboard is not open to this page.' }),
  });
}

function asText(lab: Lab, rows: readonly LogRow[]): string {
  const { network } = lab.store.getState();
  return rows
    .map((row) =>
      row.kind === 'skipped'
        ? `… ${count(row.skipped, 'event')} skipped`
        : `${timeOfDay(row.event.at)}  ${eventLine(row.event, namesAt(network, row.event.seq))}`,
    )
    .join('\n');
}

/** One event a line, as the log keeps it. */
function asJson(rows: readonly LogRow[]): string {
  return rows
    .map((row) => JSON.stringify(row.kind === 'skipped' ? { skipped: row.skipped } : row.event))
    .join('\n');
}
