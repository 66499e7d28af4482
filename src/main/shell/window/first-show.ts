import type { BrowserWindow } from 'electron';

/** Milliseconds after which a window is shown in any case, so that a page that does not load is seen too. */
export const SHOW_WITHIN_MS = 3_000;

/**
 * Shows a window once: on the first of `ready-to-show`, `did-finish-load` and three seconds. `ready-to-show` alone
 * is not enough: on Wayland it may never come for a window that was made with `show: false`.
 *
 * @param show called once, and never after the window was closed
 */
export function showOnce(window: BrowserWindow, show: () => void): void {
  let isDone = false;
  const run = () => {
    if (isDone) return;
    isDone = true;
    clearTimeout(timer);
    if (!window.isDestroyed()) show();
  };
  const timer = setTimeout(run, SHOW_WITHIN_MS);
  window.once('ready-to-show', run);
  window.webContents.once('did-finish-load', run);
  window.once('closed', () => {
    isDone = true;
    clearTimeout(timer);
  });
}
