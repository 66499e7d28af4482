import type { PeerId, TransferId } from '../../shared/network/events';
import { printable } from '../../shared/printable';
import { panels } from '../canvas-handle';
import { client } from '../client';
import { notify } from '../notices/notices';
import { problemOf } from '../notices/problem-of';
import { count } from '../words/count';

interface Wanted {
  readonly name: string;
  /** In whose name. */
  readonly peer: PeerId;
  readonly holders: readonly PeerId[];
}

/** Downloads a file from all its holders. What comes of it is told by events. */
export async function startDownload({ name, peer, holders }: Wanted): Promise<void> {
  try {
    await client.download.start({ name, peer, holders: [...holders] });
    notify({
      key: 'download',
      tone: 'answer',
      title: `Downloading “${printable(name)}”`,
      sentence: `From ${count(holders.length, 'holder')}. It is checked before it appears under its name.`,
      remedy: { label: 'Show downloads', run: () => panels.showTab('files') },
    });
  } catch (error) {
    tell(`“${printable(name)}” is not downloaded`, error);
  }
}

export async function pauseDownload(id: TransferId): Promise<void> {
  await attempt('The download was not paused', () => client.download.pause({ id }));
}

export async function resumeDownload(id: TransferId): Promise<void> {
  await attempt('The download was not resumed', () => client.download.resume({ id }));
}

export async function cancelDownload(id: TransferId): Promise<void> {
  await attempt('The download was not cancelled', () => client.download.cancel({ id }));
}

async function attempt(title: string, command: () => Promise<unknown>): Promise<void> {
  try {
    await command();
  } catch (error) {
    tell(title, error);
  }
}

function tell(title: string, error: unknown): void {
  notify({ key: 'download', tone: 'error', title, sentence: problemOf(error).sentence });
}
