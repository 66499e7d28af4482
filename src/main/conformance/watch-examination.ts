import type { ExamineItem, Report } from '../../shared/network/report';
import type { Address } from '../../shared/protocol/address';
import type { EventLog } from '../network/log/event-log';
import { watchChanges } from '../runtime/watch-changes';
import { type ExamineOptions, examine } from './examine';

/** Records at a peer of this network that it was examined. A program that did not answer was not examined. */
export function recordExamination(
  log: EventLog,
  { resolved: peer, reachable, conformant, causes }: Report,
): void {
  if (reachable && log.state.peers.has(peer))
    log.emit({ type: 'peer:examined', peer, conformant, deviations: causes.length });
}

/**
 * Examines a program and reports each request before it is sent. Leaving the iteration ends the examination, which
 * then still removes what it registered.
 *
 * @param onReport receives the report before it is yielded
 * @returns steps, then one last item with the report
 */
export async function* watchExamination(
  address: Address,
  options: Omit<ExamineOptions, 'onProgress'>,
  onReport: (report: Report) => void,
  signal?: AbortSignal,
): AsyncGenerator<ExamineItem, void, void> {
  const end = new AbortController();
  const abort = () => end.abort();
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  const items: ExamineItem[] = [];
  let changed = () => {};
  const put = (item: ExamineItem) => {
    items.push(item);
    changed();
  };
  const examined = examine(
    address,
    { ...options, onProgress: (progress) => put({ progress, report: null }) },
    end.signal,
  ).then((report) => {
    onReport(report);
    put({ progress: null, report });
  });
  // Without the signal: an examination that was aborted still ends with its report.
  const batches = watchChanges({
    subscribe: (onChange) => {
      changed = onChange;
      return () => {};
    },
    read: () => items.splice(0),
    isLast: (batch) => batch.at(-1)?.report != null,
  });
  try {
    for await (const batch of batches) yield* batch;
  } finally {
    end.abort();
    signal?.removeEventListener('abort', abort);
    await examined;
  }
}
