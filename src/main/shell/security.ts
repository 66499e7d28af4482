import { app, session, shell, type WebContents } from 'electron';
import { isOwnPage, mayOpenOutside } from './page-address';

/** Copying text is what a click on "Copy" needs; every other permission is refused. */
const ALLOWED_PERMISSION = 'clipboard-sanitized-write';

/**
 * The rules for every window, set once: no permissions, no way off our own page, no window that we did not open.
 *
 * @param developmentUrl the development server's address, if the page comes from there
 */
export function enforceRules(developmentUrl?: string): void {
  const { defaultSession } = session;
  defaultSession.setPermissionCheckHandler(
    (contents, permission) =>
      permission === ALLOWED_PERMISSION && contents !== null && isOwnPage(contents.getURL(), developmentUrl),
  );
  defaultSession.setPermissionRequestHandler((contents, permission, answer) =>
    answer(permission === ALLOWED_PERMISSION && isOwnPage(contents.getURL(), developmentUrl)),
  );
  defaultSession.setDevicePermissionHandler(() => false);
  app.on('web-contents-created', (_event, contents) => keepOnOwnPage(contents, developmentUrl));
}

function keepOnOwnPage(contents: WebContents, developmentUrl?: string): void {
  contents.on('will-frame-navigate', (event) => {
    if (event.isMainFrame && isOwnPage(event.url, developmentUrl)) return;
    event.preventDefault();
    openOutside(event.url);
  });
  contents.on('will-redirect', (event) => {
    if (!isOwnPage(event.url, developmentUrl)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url);
    return { action: 'deny' };
  });
}

/** Hands a known https address to the user's browser; everything else goes nowhere. */
function openOutside(url: string): void {
  if (!mayOpenOutside(url)) return;
  shell
    .openExternal(url)
    .catch((error: unknown) => console.warn(`${url} could not be opened: ${String(error)}`));
}
