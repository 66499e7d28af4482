import { createStore } from 'zustand/vanilla';
import type { LogFilter } from '../../shared/contract';
import type { Identity } from '../../shared/network/state/identity';
import type { PeerState } from '../../shared/network/state/state';
import { printable } from '../../shared/text/printable';
import { labPart } from '../lab/part';
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

export const eventView = labPart(() => createStore<EventView>(() => ({ ...NO_FILTER, tail: null })));

/** Rows that the list keeps. */
export const MOST_ROWS = 10_000;

export function filterOf({ about, verb, text, messages }: EventView): TailFilter {
  return {
    last: 2_000,
    messages,
    ...aboutWhom(about.trim()),
    ...(verb === '' ? {} : { verb }),
    ...(text.trim() === '' ? {} : { text: text.trim() }),
  };
}

/** What to write in the filter by peer for the events of this one alone, whoever had its address before: "Node5 (n17)". */
export function onlyPeer({ name, identity }: PeerState): string {
  return `${printable(name)} (${identity})`;
}

function aboutWhom(about: string): Pick<TailFilter, 'about' | 'identity'> {
  const identity = /\((n\d{1,15})\)$/.exec(about)?.[1] as Identity | undefined;
  if (identity !== undefined) return { identity };
  return about === '' ? {} : { about };
}

export function isFiltered(view: EventView): boolean {
  return view.about.trim() !== '' || view.verb !== '' || view.text.trim() !== '' || view.messages !== 'with';
}
