import { type IpcMainEvent, ipcMain, MessageChannelMain } from 'electron';
import { servePort } from '../api/streams/port-link';
import type { Lab } from '../lab';
import { isOwnPage } from './page/page-address';
import { desktopRouter, type FileShell } from './saved-files';

/**
 * Hands the contract's port to our own page, and to nobody else: the asking frame must be the main frame of
 * a window and show our page. Every ask gets a port of its own; it ends with the document that asked.
 *
 * @param shell opens and shows files that were fetched, as `src/main/shell/saved-files.ts` allows it
 */
export function servePorts(
  { overlay, experiments }: Pick<Lab, 'overlay' | 'experiments'>,
  shell: FileShell,
  developmentUrl?: string,
): void {
  const desktop = desktopRouter(overlay.downloads, shell);
  ipcMain.on('ask-port', (event) => {
    const frame = ownFrame(event, developmentUrl);
    if (!frame) return;
    const { port1, port2 } = new MessageChannelMain();
    servePort(port1, { overlay, experiments }, { desktop });
    port1.start();
    frame.postMessage('port', null, [port2]);
  });
}

function ownFrame(event: IpcMainEvent, developmentUrl?: string): Electron.WebFrameMain | null {
  const frame = event.senderFrame;
  if (!frame || frame.parent !== null || !isOwnPage(frame.url, developmentUrl)) {
    console.warn('a frame that is not our page asked for the port and got none');
    return null;
  }
  return frame;
}
