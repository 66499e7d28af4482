import { z } from 'zod';
import { command } from './command';
import { transferId } from './download';

const oneDownload = z.strictObject({ id: transferId });

/**
 * What the desktop window alone can ask, since it acts on the desktop of the machine that runs the lab. It is served over
 * the window's port, and neither by HTTP nor by WebSocket. A download is named by its id; no path crosses the port.
 */
export const desktopContract = {
  /** Opens a saved file with the program that the system has for its kind. @see mayBeOpened */
  open: command.input(oneDownload).output(oneDownload),
  /** Shows a saved file in its folder. */
  show: command.input(oneDownload).output(oneDownload),
};

export type DesktopContract = typeof desktopContract;
