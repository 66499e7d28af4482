import { useEffect, useState } from 'react';
import type { Download } from '../../shared/contract/download';
import type { Transfer } from '../../shared/network/state/snapshot-schema';
import { useCurrentLab } from '../lab/context';
import { followStream } from '../lab/follow-stream';
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

/** Follows a download until it has ended or the signal is given; opens the stream again after a lost connection. */
export function followDownload(
  lab: Lab,
  id: Transfer['id'],
  take: (download: Download) => void,
  signal: AbortSignal,
): Promise<void> {
  return followStream(
    lab,
    {
      open: () => lab.client.download.watch({ id }, { signal }),
      take: (download) => {
        take(download);
        return download.phase === 'done' || download.phase === 'failed';
      },
    },
    signal,
  );
}
