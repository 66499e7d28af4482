import type { ExamineItem, Report } from '../../shared/network/report';
import type { Address } from '../../shared/protocol/address';
import type { EventLog } from '../network/log/event-log';
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
  let wake: () => void = () => undefined;
  const put = (item: ExamineItem) => {
    items.push(item);
    wake();
  };
  const examined = examine(
    address,
    { ...options, onProgress: (progress) => put({ progress, report: null }) },
    end.signal,
  ).then((report) => {
    onReport(report);
    put({ progress: null, report });
  });
  try {
    for (;;) {
      const item = items.shift();
      if (item) yield item;
      if (item?.report) return;
      if (items.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    end.abort();
    signal?.removeEventListener('abort', abort);
    await examined;
  }
}
