import { createStore } from 'zustand/vanilla';
import type { Lab } from '../lab/lab';
import { labPart } from '../lab/part';

/** Rows of the list of events that the person marked, for copying and to look at. */
export interface RowSelection {
  readonly keys: ReadonlySet<string>;
  /** Where a range begins. */
  readonly anchor: string | null;
}

const nothing: RowSelection = { keys: new Set(), anchor: null };

export const rowSelection = labPart(() => createStore<RowSelection>(() => nothing));

export function clearRows(lab: Lab): void {
  rowSelection(lab).setState(nothing);
}

/**
 * @param order the keys of all rows as they are shown
 * @param how `one` alone, `range` from the anchor on, or `toggle` among the others
 */
export function markRow(
  before: RowSelection,
  order: readonly string[],
  key: string,
  how: 'one' | 'range' | 'toggle',
): RowSelection {
  const from = before.anchor === null ? -1 : order.indexOf(before.anchor);
  const to = order.indexOf(key);
  if (how === 'range' && from >= 0 && to >= 0) {
    const keys = order.slice(Math.min(from, to), Math.max(from, to) + 1);
    return { keys: new Set(keys), anchor: before.anchor };
  }
  if (how === 'toggle') {
    const keys = new Set(before.keys);
    if (!keys.delete(key)) keys.add(key);
    return { keys, anchor: key };
  }
  return { keys: new Set([key]), anchor: key };
}
