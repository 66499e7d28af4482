import { useEffect, useState } from 'react';
import type { Download } from '../../shared/contract/download';
import type { Transfer } from '../../shared/network/state/snapshot-schema';
import { untilLive } from '../lab/connection';
import { useCurrentLab } from '../lab/context';
import type { Lab } from '../lab/lab';

/**
 * What the events of a download do not tell: its rate, its digest and where it was saved. The lab sends it whenever
 * the download got on, for as long as the component is there.
 *
 * @returns null until it is here
 */
export function useDownload({ id, phase }: Transfer): Download | null {
  const lab = useCurrentLab();
  const [download, setDownload] = useState<Download | null>(null);
  const ended = phase === 'done' || phase === 'failed';
  // biome-ignore lint/correctness/useExhaustiveDependencies: a download that has ended is asked for once more, for where it is
  useEffect(() => {
    const end = new AbortController();
    void followDownload(lab, id, setDownload, end.signal);
    return () => end.abort();
  }, [lab, id, ended]);
  return download;
}

/** Milliseconds until a stream that ended while the download goes on is opened again. */
const REOPEN_MS = 1_000;

/** Follows a download until it has ended or the signal is given; opens the stream again after a lost connection. */
export async function followDownload(
  lab: Lab,
  id: Transfer['id'],
  take: (download: Download) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await untilLive(lab, signal);
      for await (const download of await lab.client.download.watch({ id }, { signal })) {
        if (signal.aborted) return;
        take(download);
        if (download.phase === 'done' || download.phase === 'failed') return;
      }
    } catch {
      // The banner of the connection tells the person; the events still tell how it stands.
    }
    await new Promise((resolve) => setTimeout(resolve, REOPEN_MS));
  }
}
