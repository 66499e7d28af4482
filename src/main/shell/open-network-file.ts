import { basename } from 'node:path';
import { dialog } from 'electron';
import type { Overlay } from '../network/overlay/overlay';
import { readNetworkFile } from '../read-network-file';

/** Problems that a message box lists; a longer one would not fit on a screen. */
const MAX_LISTED = 10;

/** Adds the peers of a `.syncpulse` file to the network. What could not be done is shown in a message box. */
export async function openNetworkFile(overlay: Pick<Overlay, 'open'>, path: string): Promise<void> {
  const name = basename(path);
  const read = await readNetworkFile(path);
  const opened = read.ok ? await overlay.open(read.value) : read;
  const type = opened.ok ? 'warning' : 'error';
  const problems = opened.ok ? opened.value.problems : [opened.error];
  // A user who cancels the addition knows it.
  if (problems.length === 0 || (!opened.ok && opened.error.code === 'cancelled')) return;
  const lines = problems.slice(0, MAX_LISTED).map(({ sentence }) => sentence);
  if (problems.length > MAX_LISTED) lines.push(`… and ${problems.length - MAX_LISTED} more`);
  const message = opened.ok ? `${name} was opened with problems` : `${name} was not opened`;
  // An error box would stop the network until it is closed; this one does not.
  await dialog.showMessageBox({ type, message, detail: lines.join('\n'), buttons: ['OK'] });
}
