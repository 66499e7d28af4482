import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { LogFilter } from '../../shared/contract';
import { untilLive } from '../lab/connection';
import { useCurrentLab } from '../lab/context';
import { LogTail, type TailState } from './log-tail';

const nothing: TailState = { rows: [], trimmed: 0, paused: false, held: 0, status: 'opening' };
const noSubscription = () => () => undefined;
const noState = () => nothing;

/** The filter as a caller gives it: what is left out is not filtered by. */
export type TailFilter = Partial<LogFilter>;

/**
 * Follows the events that pass the filter. The stream is opened anew when the filter changes.
 *
 * @param limit rows kept
 */
export function useLogTail(filter: TailFilter, limit: number): { state: TailState; tail: LogTail | null } {
  const lab = useCurrentLab();
  const [tail, setTail] = useState<LogTail | null>(null);
  const wanted = JSON.stringify(filter);
  // Who has paused the list and then filters it wants it paused still.
  const paused = useRef(false);
  useEffect(() => {
    const input: TailFilter = JSON.parse(wanted);
    const open = async (signal: AbortSignal) => {
      await untilLive(lab, signal);
      return lab.client.event.watch(input, { signal });
    };
    const opened = new LogTail(open, limit, paused.current);
    setTail(opened);
    const unsubscribe = opened.subscribe(() => {
      paused.current = opened.state().paused;
    });
    return () => {
      unsubscribe();
      opened.stop();
    };
  }, [lab, wanted, limit]);
  const state = useSyncExternalStore(tail?.subscribe ?? noSubscription, tail?.state ?? noState);
  return { state, tail };
}
