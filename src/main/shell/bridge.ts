import { type IpcMainEvent, ipcMain, MessageChannelMain } from 'electron';
import { servePort } from '../api/port-link';
import type { Overlay } from '../network/overlay';
import { isOwnPage } from './page-address';

/**
 * Hands the contract's port to our own page, and to nobody else: the asking frame must be the main frame of
 * a window and show our page. Every ask gets a port of its own; it ends with the document that asked.
 */
export function servePorts(overlay: Overlay, developmentUrl?: string): void {
  ipcMain.on('ask-port', (event) => {
    const frame = ownFrame(event, developmentUrl);
    if (!frame) return;
    const { port1, port2 } = new MessageChannelMain();
    servePort(port1, { overlay });
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
