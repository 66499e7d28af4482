import { createStore } from 'zustand/vanilla';
import type { LogFilter } from '../../shared/contract';
import type { LogTail } from './log-tail';
import type { TailFilter } from './use-log-tail';

/** What the person looks for in the events; empty text looks for nothing. */
export interface EventView {
  readonly about: string;
  readonly verb: string;
  readonly text: string;
  readonly messages: LogFilter['messages'];
  /** The list on the screen, for the controls above it. */
  readonly tail: LogTail | null;
}

export const NO_FILTER = { about: '', verb: '', text: '', messages: 'with' } as const;

export const eventView = createStore<EventView>(() => ({ ...NO_FILTER, tail: null }));

/** Rows that the list keeps. */
export const MOST_ROWS = 10_000;

export function filterOf({ about, verb, text, messages }: EventView): TailFilter {
  return {
    last: 2_000,
    messages,
    ...(about.trim() === '' ? {} : { about: about.trim() }),
    ...(verb === '' ? {} : { verb }),
    ...(text.trim() === '' ? {} : { text: text.trim() }),
  };
}

export function isFiltered(view: EventView): boolean {
  return view.about.trim() !== '' || view.verb !== '' || view.text.trim() !== '' || view.messages !== 'with';
}
