import type { LogRow } from './log-tail';

export type EventRow = Extract<LogRow, { kind: 'event' }>;

/**
 * @param cause `seq` of the cause of an event, or null where it has none
 * @param rows the events of a list, in the order in which they happened
 * @returns the row of the cause, where the list has it, and the rows of all events that the event is the cause of
 */
export function effectsOf(
  seq: number,
  cause: number | null,
  rows: readonly LogRow[],
): { readonly cause: EventRow | undefined; readonly effects: readonly EventRow[] } {
  let found: EventRow | undefined;
  const effects: EventRow[] = [];
  for (const row of rows) {
    if (row.kind !== 'event') continue;
    if (row.event.seq === cause) found = row;
    else if ('cause' in row.event && row.event.cause === seq) effects.push(row);
  }
  return { cause: found, effects };
}
