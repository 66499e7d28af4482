import { BrowserWindow, nativeTheme, screen } from 'electron';
import { showOnce } from './first-show';
import { fitPlace, MIN_SIZE, readPlace, writePlace } from './window-place';

export interface WindowOptions {
  readonly url: string;
  /** Shown in place of a page that has stopped again and again; has a way back to `url`. */
  readonly stoppedUrl: string;
  /** Absolute paths. */
  readonly preload: string;
  readonly icon: string;
  /** File that remembers the window's place. */
  readonly placeFile: string;
  /** Called for each page that is loaded. */
  readonly onPage: () => void;
  /** Called when no page could be loaded at all, with the reason as Electron names it. */
  readonly onNoPage: (reason: string) => void;
}

/** Pixels between a window and the next one, so that both title bars are seen. */
const CASCADE = 28;
/** A page that dies more often than this within a minute is not opened again by itself. */
const RELOADS_A_MINUTE = 3;

/** Opens one window on the lab, where the last one was. Every window shows the same picture. */
export function openWindow(options: WindowOptions): BrowserWindow {
  const { url, preload, icon, placeFile } = options;
  const window = new BrowserWindow({
    ...nextPlace(placeFile),
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
    title: 'syncPulse',
    icon,
    show: false,
    backgroundColor: background(),
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      // A lab that is not looked at for a while must still be up to date when it is.
      backgroundThrottling: false,
      spellcheck: false,
    },
  });
  const follow = () => window.setBackgroundColor(background());
  nativeTheme.on('updated', follow);
  window.on('closed', () => nativeTheme.off('updated', follow));
  showOnce(window, () => {
    if (BrowserWindow.getAllWindows().length === 1 && readPlace(placeFile)?.maximized) window.maximize();
    window.show();
  });
  window.on('close', () => {
    writePlace(placeFile, { ...window.getNormalBounds(), maximized: window.isMaximized() });
  });
  reopenAfterCrash(window, options);
  load(window, url);
  return window;
}

/** What starting the app again does: the lab that runs comes to the front. */
export function showWindow(open: () => void): void {
  const [window] = BrowserWindow.getAllWindows();
  if (!window) return open();
  if (window.isMinimized()) window.restore();
  window.focus();
}

/** The colour of an empty canvas in each theme (renderer/styles/tokens.css), so that opening does not flash. */
function background(): string {
  return nativeTheme.shouldUseDarkColors ? '#12151a' : '#fafbfc';
}

function nextPlace(placeFile: string): Partial<Electron.Rectangle> {
  const open = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows().at(-1);
  const before = open ? { ...open.getNormalBounds(), maximized: false } : readPlace(placeFile);
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter((display) => display.id !== primary.id);
  const areas = [primary, ...others].map((display) => display.workArea);
  const step = open ? CASCADE : 0;
  return fitPlace(before && { ...before, x: before.x + step, y: before.y + step }, areas);
}

function load(window: BrowserWindow, url: string): void {
  window
    .loadURL(url)
    .catch((error: unknown) => console.error(`the page could not be opened: ${String(error)}`));
}

/**
 * The network does not need its window. A page that stopped is loaded again and gets a new snapshot; one that stops
 * more often than that gives way to a page that says so, since an empty window would say nothing.
 */
function reopenAfterCrash(window: BrowserWindow, { url, stoppedUrl, onPage, onNoPage }: WindowOptions): void {
  let crashes: number[] = [];
  let hadPage = false;
  window.webContents.on('did-finish-load', () => {
    hadPage = true;
    onPage();
  });
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    const now = Date.now();
    crashes = [...crashes.filter((at) => now - at < 60_000), now];
    console.error(`the page stopped (${reason}); the network continues`);
    const isOften = crashes.length > RELOADS_A_MINUTE;
    if (isOften && !hadPage) return onNoPage(reason);
    // Nothing is left to show where even this page stops.
    if (window.webContents.getURL() === stoppedUrl) return;
    // Electron is still taking the old page down while this event is delivered.
    setImmediate(() => {
      if (!window.isDestroyed()) load(window, isOften ? stoppedUrl : url);
    });
  });
}
