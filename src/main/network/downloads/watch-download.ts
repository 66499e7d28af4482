import type { Download } from '../../../shared/contract/download';
import type { TransferId } from '../../../shared/network/events';
import type { Transfer } from '../../../shared/network/state/snapshot-schema';
import { watchChanges } from '../../runtime/watch-changes';
import type { EventLog } from '../log/event-log';
import type { Downloads } from './downloads';

/** @returns the download as its events and its own figures tell; undefined where it is not known any more */
export function downloadOf(downloads: Downloads, log: EventLog, id: TransferId): Download | undefined {
  const transfer: Transfer | undefined = log.state.transfers.get(id);
  return transfer && { ...transfer, ...downloads.detail(id) };
}

/** Follows one download: an item at once, one after each progress, and a last one when it is complete or has failed. */
export function watchDownload(
  downloads: Downloads,
  log: EventLog,
  id: TransferId,
  signal?: AbortSignal,
): AsyncGenerator<Download, void, void> {
  return watchChanges({
    subscribe: (changed) =>
      log.subscribe((event) => {
        if ('transfer' in event && event.transfer === id) changed();
      }),
    read: () => downloadOf(downloads, log, id),
    isLast: ({ phase }) => phase === 'done' || phase === 'failed',
    signal,
  });
}
