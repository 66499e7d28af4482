import { join, resolve } from 'node:path';
import { app, BrowserWindow, dialog, shell } from 'electron';
import { readyLine } from './cli/startup-banner';
import { rendererFolder, userFolders } from './folders';
import { openLab } from './lab';
import { onQuitRequest } from './quit-request';
import { notifyApiAddress } from './shell/api-notice';
import { readArguments } from './shell/arguments';
import { servePorts } from './shell/bridge';
import { hasLauncher, reportToLauncher } from './shell/launcher';
import { setMenu } from './shell/menu/menu';
import { openNetworkFile } from './shell/open-network-file';
import { PAGE_URL, STOPPED_PAGE } from './shell/page/page-address';
import { declarePageProtocol, servePageProtocol } from './shell/page/page-protocol';
import { networkFilesIn, requestedFiles } from './shell/requested-files';
import { enforceRules } from './shell/security';
import { stopOnQuit } from './shell/shutdown';
import { openWindow, showWindow } from './shell/window/window';

/** The desktop app, piece by piece. Nothing here is awaited at the top: Electron is ready only after this file is. */
const args = process.argv.slice(app.isPackaged ? 1 : 2);
const { apiPort, overrides, json } = readArguments(args);
const developmentUrl = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL'];
const { data } = userFolders();
const host = '127.0.0.1';
/** Exit code of an app whose window could not be opened. */
const NO_WINDOW = 78;

// A terminal or a pipe that is closed is no reason to end: nobody reads what would be written.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
reportToLauncher('starting');
onQuitRequest(() => app.quit());
// Electron takes absolute paths alone.
app.setPath('userData', resolve(data, 'window'));
// With the sandbox switched off, to ask for it everywhere makes every page end at once (mattermost/desktop #1958).
// Each window asks for its own in any case.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
declarePageProtocol();
// macOS can ask for a file before the app is ready.
const files = requestedFiles(app, networkFilesIn(args, process.cwd()));
if (app.requestSingleInstanceLock()) app.whenReady().then(open).catch(giveUp);
else app.exit(0);

async function open(): Promise<void> {
  const say = (line: string) => console.error(`syncpulse: ${line}`);
  const lab = await openLab({ host, apiPort, overrides, report: say });
  const { overlay, api, token } = lab;
  stopOnQuit(() => lab.stop());
  enforceRules(developmentUrl);
  servePageProtocol(rendererFolder());
  servePorts(lab, shell, developmentUrl);

  const url = developmentUrl ?? PAGE_URL;
  const newWindow = () =>
    openWindow({
      url,
      stoppedUrl: new URL(STOPPED_PAGE, url).href,
      onPage: () => reportToLauncher('window'),
      onNoPage: endWithoutWindow,
      preload: join(import.meta.dirname, '../preload/index.cjs'),
      icon: join(import.meta.dirname, '../../resources/icon.png'),
      placeFile: join(data, 'window.json'),
    });
  setMenu({
    newWindow,
    openInBrowser: () => void (api.ok && shell.openExternal(`${api.value.url}?token=${token.token}`)),
    showData: () => void shell.openPath(data),
    run: (action) => BrowserWindow.getFocusedWindow()?.webContents.send('action', action),
  });
  newWindow();
  await lab.start();
  files.receive({
    open: (path) => void openNetworkFile(overlay, path),
    show: () => showWindow(newWindow),
  });
  if (json && api.ok)
    process.stdout.write(readyLine({ state: overlay.log.state, api: api.value, token, host }));
  await notifyApiAddress(lab);
}

/** No page of ours can run here. Whoever started the app is told by its exit code, a person at the desktop in words. */
function endWithoutWindow(reason: string): void {
  const title = 'syncPulse could not open its window';
  const content = `Electron could not run the page (${reason}). Start it with --browser to use a browser instead.`;
  console.error(`${title}: ${content}`);
  if (!hasLauncher()) dialog.showErrorBox(title, content);
  app.exit(NO_WINDOW);
}

function giveUp(error: unknown): void {
  dialog.showErrorBox('syncPulse could not start', error instanceof Error ? error.message : String(error));
  app.exit(1);
}
