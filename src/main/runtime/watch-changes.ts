import { type Runtime, sleep } from './runtime';

/** How often a watcher is given an item. All times are in milliseconds. */
export interface Pace {
  readonly runtime: Runtime;
  /** The least time between two items. */
  readonly interval?: number;
  /** The least time between a change and its item, so that what happens together comes in one item. */
  readonly settle?: number;
}

export interface Changes<T> {
  /** Begins to call back after each change. @returns what ends that */
  readonly subscribe: (changed: () => void) => () => void;
  /**
   * Takes the item of this moment; nothing can happen between a change that it includes and the wait for the next.
   * Where changes are queued for it, the caller bounds the queue and decides what happens beyond. @returns undefined:
   * the stream ends
   */
  readonly read: () => T | undefined;
  /** Whether the stream ends after this item. Default: never. */
  readonly isLast?: (item: T) => boolean;
  /** Default: an item as soon as something has changed and the consumer asks for one. */
  readonly pace?: Pace;
  /** Ends the stream, also while it waits. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * An item at once, then one after something has changed, as often as the pace allows and the consumer asks. However many
 * changes come between two items, the last is never left out. It subscribes when the first item is asked for; however the
 * stream ends, no listener remains.
 */
export async function* watchChanges<T>({
  subscribe,
  read,
  isLast,
  pace,
  signal,
}: Changes<T>): AsyncGenerator<T, void, void> {
  if (signal?.aborted) return;
  let changed = false;
  let wake: (() => void) | undefined;
  const onAbort = () => wake?.();
  const unsubscribe = subscribe(() => {
    changed = true;
    wake?.();
  });
  signal?.addEventListener('abort', onAbort);
  try {
    for (;;) {
      changed = false;
      const item = read();
      if (item === undefined) return;
      const taken = pace?.runtime.now() ?? 0;
      yield item;
      if (signal?.aborted || isLast?.(item)) return;
      if (!changed) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = undefined;
      }
      const wait = pace ? waitOf(pace, taken) : 0;
      if (pace && wait > 0) await sleep(pace.runtime, wait, signal);
      if (signal?.aborted) return;
    }
  } finally {
    unsubscribe();
    signal?.removeEventListener('abort', onAbort);
  }
}

/** @param taken when the item before was taken */
function waitOf({ runtime, interval = 0, settle = 0 }: Pace, taken: number): number {
  return Math.max(settle, taken + interval - runtime.now());
}
