import type { Download } from '../../../shared/contract/download';
import type { TransferId } from '../../../shared/network/events';
import type { Transfer } from '../../../shared/network/state/snapshot-schema';
import type { EventLog } from '../log/event-log';
import type { Downloads } from './downloads';

/** @returns the download as its events and its own figures tell; undefined where it is not known any more */
export function downloadOf(downloads: Downloads, log: EventLog, id: TransferId): Download | undefined {
  const transfer: Transfer | undefined = log.state.transfers.get(id);
  return transfer && { ...transfer, ...downloads.detail(id) };
}

/** Follows one download: an item at once, one after each progress, and a last one when it is complete or has failed. */
export async function* watchDownload(
  downloads: Downloads,
  log: EventLog,
  id: TransferId,
  signal?: AbortSignal,
): AsyncGenerator<Download, void, void> {
  let changed = false;
  let wake: (() => void) | undefined;
  const unsubscribe = log.subscribe((event) => {
    if (!('transfer' in event) || event.transfer !== id) return;
    changed = true;
    wake?.();
  });
  const onAbort = () => wake?.();
  signal?.addEventListener('abort', onAbort);
  try {
    while (!signal?.aborted) {
      changed = false;
      const download = downloadOf(downloads, log, id);
      if (!download) return;
      yield download;
      if (download.phase === 'done' || download.phase === 'failed') return;
      if (!changed && !signal?.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = undefined;
      }
    }
  } finally {
    unsubscribe();
    signal?.removeEventListener('abort', onAbort);
  }
}
