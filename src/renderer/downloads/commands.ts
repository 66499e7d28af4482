import { PAGE_KEY_HEADER } from '../../shared/browser-login';
import type { Download } from '../../shared/contract/download';
import type { PeerId, TransferId } from '../../shared/network/events';
import { printable } from '../../shared/text/printable';
import { panels } from '../canvas-handle';
import type { Lab } from '../lab/lab';
import { pageKey } from '../lab/page-key';
import { saveFile } from '../metrics/save-file';
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
export async function startDownload(lab: Lab, { name, peer, holders }: Wanted): Promise<void> {
  try {
    await lab.client.download.start({ name, peer, holders: [...holders] });
    notify(lab, {
      key: 'download',
      tone: 'answer',
      title: `Downloading “${printable(name)}”`,
      sentence: `From ${count(holders.length, 'holder')}. It is checked before it appears under its name.`,
      remedy: { label: 'Show downloads', run: () => panels.showTab('files') },
    });
  } catch (error) {
    tell(lab, `“${printable(name)}” is not downloaded`, error);
  }
}

export async function pauseDownload(lab: Lab, id: TransferId): Promise<void> {
  await attempt(lab, 'The download was not paused', () => lab.client.download.pause({ id }));
}

export async function resumeDownload(lab: Lab, id: TransferId): Promise<void> {
  await attempt(lab, 'The download was not resumed', () => lab.client.download.resume({ id }));
}

export async function cancelDownload(lab: Lab, id: TransferId): Promise<void> {
  await attempt(lab, 'The download was not cancelled', () => lab.client.download.cancel({ id }));
}

/** Opens a saved file with the program that the system has for it. In the desktop app alone. */
export async function openSaved(lab: Lab, id: TransferId): Promise<void> {
  await attempt(lab, 'The file was not opened', async () => lab.desktop?.open({ id }));
}

/** Shows a saved file in its folder. In the desktop app alone. */
export async function showSaved(lab: Lab, id: TransferId): Promise<void> {
  await attempt(lab, 'The file was not shown', async () => lab.desktop?.show({ id }));
}

/**
 * Fetches a saved file from the lab and saves a copy where this browser runs. The file service knows names, which more
 * than one peer may share, so the content is named by its digest.
 */
export async function saveCopy(lab: Lab, { name, sha256 }: Pick<Download, 'name' | 'sha256'>): Promise<void> {
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
    notify(lab, { key: 'download', tone: 'error', title, sentence });
  } catch (error) {
    tell(lab, title, error);
  }
}

async function attempt(lab: Lab, title: string, command: () => Promise<unknown>): Promise<void> {
  try {
    await command();
  } catch (error) {
    tell(lab, title, error);
  }
}

function tell(lab: Lab, title: string, error: unknown): void {
  notify(lab, { key: 'download', tone: 'error', title, sentence: problemOf(error).sentence });
}
