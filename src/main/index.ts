import { join } from 'node:path';
import { app, dialog, shell } from 'electron';
import { readyLine } from './cli/greeting';
import { rendererFolder, userFolders } from './folders';
import { openLab } from './lab';
import { sayWhereApiIs } from './shell/api-notice';
import { readArguments } from './shell/arguments';
import { servePorts } from './shell/bridge';
import { stopOnQuit } from './shell/ending';
import { setMenu } from './shell/menu';
import { PAGE_URL } from './shell/page-address';
import { declarePageProtocol, servePageProtocol } from './shell/page-protocol';
import { enforceRules } from './shell/security';
import { openWindow, showWindow } from './shell/window';

/** The desktop app, piece by piece. Nothing here is awaited at the top: Electron is ready only after this file is. */
const { apiPort, overrides, json } = readArguments(process.argv.slice(app.isPackaged ? 1 : 2));
const developmentUrl = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL'];
const { data } = userFolders();
const host = '127.0.0.1';

app.setPath('userData', join(data, 'window'));
app.enableSandbox();
declarePageProtocol();
if (app.requestSingleInstanceLock()) app.whenReady().then(open).catch(giveUp);
else app.exit(0);

async function open(): Promise<void> {
  const say = (line: string) => console.error(`syncpulse: ${line}`);
  const lab = await openLab({ host, apiPort, overrides, say });
  const { overlay, api, token } = lab;
  stopOnQuit(() => lab.stop());
  enforceRules(developmentUrl);
  servePageProtocol(rendererFolder());
  servePorts(overlay, developmentUrl);

  const newWindow = () =>
    openWindow({
      url: developmentUrl ?? PAGE_URL,
      preload: join(import.meta.dirname, '../preload/index.cjs'),
      icon: join(import.meta.dirname, '../../resources/icon.png'),
      placeFile: join(data, 'window.json'),
    });
  setMenu({
    newWindow,
    openInBrowser: () => void (api.ok && shell.openExternal(`${api.value.url}?token=${token.token}`)),
    showData: () => void shell.openPath(data),
  });
  app.on('second-instance', () => showWindow(newWindow));
  newWindow();
  await overlay.start();
  if (json && api.ok)
    process.stdout.write(readyLine({ state: overlay.log.state, api: api.value, token, host }));
  await sayWhereApiIs(lab);
}

function giveUp(error: unknown): void {
  dialog.showErrorBox('syncPulse could not start', error instanceof Error ? error.message : String(error));
  app.exit(1);
}
