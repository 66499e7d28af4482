import { PAGE_KEY_HEADER } from '../../shared/browser-login';
import type { Download } from '../../shared/download-description';
import type { PeerId, TransferId } from '../../shared/network/events';
import { printable } from '../../shared/printable';
import { panels } from '../canvas-handle';
import { client, desktopClient } from '../client';
import { saveFile } from '../metrics/save-file';
import { notify } from '../notices/notices';
import { problemOf } from '../notices/problem-of';
import { pageKey } from '../page-key';
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

/** Opens a saved file with the program that the system has for it. In the desktop app alone. */
export async function openSaved(id: TransferId): Promise<void> {
  await attempt('The file was not opened', async () => desktopClient()?.open({ id }));
}

/** Shows a saved file in its folder. In the desktop app alone. */
export async function showSaved(id: TransferId): Promise<void> {
  await attempt('The file was not shown', async () => desktopClient()?.show({ id }));
}

/**
 * Fetches a saved file from the lab and saves a copy where this browser runs. The file service knows names, which more
 * than one peer may share, so the content is named by its digest.
 */
export async function saveCopy({ name, sha256 }: Pick<Download, 'name' | 'sha256'>): Promise<void> {
  const title = `“${printable(name)}” was not copied`;
  try {
    const response = await fetch(`/download/${encodeURIComponent(name)}`, {
      headers: { [PAGE_KEY_HEADER]: await pageKey(), 'if-match': `"${sha256}"` },
    });
    if (response.ok) return saveFile(name, await response.blob());
    // Only what a peer of the lab shares is served: it may have left, or "Share downloads" may be off.
    const sentence = [404, 412].includes(response.status)
      ? 'No peer of this lab shares this content now. Copy its path, and take it from the machine of the lab.'
      : `The lab answered ${response.status}. Copy its path, and take it from the machine of the lab.`;
    notify({ key: 'download', tone: 'error', title, sentence });
  } catch (error) {
    tell(title, error);
  }
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
