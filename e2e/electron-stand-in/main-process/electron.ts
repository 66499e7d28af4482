import { App } from './app';
import { openWindows, BrowserWindow as StandInWindow, windowOf, windowsBelongTo } from './browser-window';
import { LoudEmitter, loud, Preventable } from './loud';
import { Menu as StandInMenu } from './menu';
import { MessageChannelMain as StandInChannel } from './ports';
import { fromPage, protocolsBelongTo, protocol as standInProtocol } from './protocol';
import { Frame } from './web-contents';
import { answer, hear } from './wire';

export { shell } from './shell';

/**
 * Exactly the part of Electron that the shell uses; a named import that is missing here fails when the app is
 * linked, and a property that is missing fails by name when it is touched.
 */
const theApp = new App(openWindows);
windowsBelongTo(theApp);
protocolsBelongTo(theApp);
export const app = loud('app', theApp);
export const BrowserWindow = loud('BrowserWindow', StandInWindow);
export const Menu = loud('Menu', StandInMenu);
export const MessageChannelMain = StandInChannel;
export const protocol = loud('protocol', standInProtocol);

const channels = new LoudEmitter('ipcMain', ['ask-port']);
export const ipcMain = loud('ipcMain', {
  on: (channel: string, listener: (...args: never[]) => void) => channels.on(channel, listener),
});

hear('sent', ({ window, frameUrl, channel, args }) => {
  const sender = windowOf(window);
  if (!sender) return;
  const event = { sender: sender.webContents, senderFrame: loud('senderFrame', new Frame(window, frameUrl)) };
  channels.emit(channel, loud('ipc event', Object.assign(new Preventable(), event)), ...args);
});
hear('loaded', ({ window, url }) => windowOf(window)?.contents.hasLoaded(url));
hear('load-failed', ({ window, reason }) => windowOf(window)?.contents.hasFailed(reason));
hear('closed', ({ window }) => windowOf(window)?.close());
hear('crashed', ({ window }) => windowOf(window)?.contents.hasGone('crashed'));

type Check = (contents: unknown, permission: string, origin: string, details: object) => boolean;
type Ask = (
  contents: unknown,
  permission: string,
  reply: (granted: boolean) => void,
  details: object,
) => void;
const rules: { check?: Check; ask?: Ask; device?: () => boolean } = {};
export const session = loud('session', {
  defaultSession: loud('defaultSession', {
    setPermissionCheckHandler(handler: Check) {
      rules.check = handler;
    },
    setPermissionRequestHandler(handler: Ask) {
      rules.ask = handler;
    },
    setDevicePermissionHandler(handler: () => boolean) {
      rules.device = handler;
    },
  }),
});

/** A permission is granted where the check allows it, or else the request does. Without rules, Electron grants all. */
answer('permissions', ({ window, origin, names }) => {
  const contents = windowOf(window)?.webContents;
  const asking = fromPage(`${origin}/`);
  return names.map((name) => {
    if (rules.check?.(contents, name, asking, {}) ?? true) return true;
    let granted = false;
    rules.ask?.(
      contents,
      name,
      (answered) => {
        granted = answered;
      },
      {},
    );
    return granted;
  });
});
answer('may-navigate', ({ window, url, isMainFrame }) =>
  windowOf(window)?.contents.mayNavigate(url, isMainFrame),
);
answer('may-open', ({ window, url }) => windowOf(window)?.contents.mayOpen(url));
answer('windows', () => StandInWindow.getAllWindows().map((window) => window.facts()));
answer('minimize', ({ window }) => windowOf(window)?.minimize());
answer('set-bounds', ({ window, bounds }) => windowOf(window)?.setBounds(bounds));

/** Dialogs are said on stderr and answered with the first button: nobody is there to click. */
export const dialog = loud('dialog', {
  async showMessageBox(options: { message: string; detail?: string }) {
    console.error(`[dialog] ${options.message} ${options.detail ?? ''}`);
    return { response: 0, checkboxChecked: false };
  },
  showErrorBox(title: string, content: string): void {
    console.error(`[error box] ${title}: ${content}`);
  },
});

export const nativeTheme = loud(
  'nativeTheme',
  Object.assign(new LoudEmitter('nativeTheme', ['updated']), { shouldUseDarkColors: false }),
);

const display = {
  id: 1,
  bounds: { x: 0, y: 0, width: 1920, height: 1080 },
  workArea: { x: 0, y: 0, width: 1920, height: 1040 },
};
export const screen = loud('screen', {
  getPrimaryDisplay: () => loud('display', display),
  getAllDisplays: () => [loud('display', display)],
});
