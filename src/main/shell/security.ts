import { app, session, shell, type WebContents } from 'electron';
import { isDevTools, isOwnPage, mayOpenOutside } from './page/page-address';

/** Copying text is what a click on "Copy" needs; every other permission is refused. */
const ALLOWED_PERMISSION = 'clipboard-sanitized-write';

/**
 * The rules for every window, set once: no permissions, no way off our own page, no window that we did not open.
 * The developer tools, which a person opens from the menu, are not held to them.
 *
 * @param developmentUrl the development server's address, if the page comes from there
 */
export function enforceRules(developmentUrl?: string): void {
  const { defaultSession } = session;
  const isAllowed = (contents: WebContents, permission: string) =>
    isDevTools(contents.getURL()) ||
    (permission === ALLOWED_PERMISSION && isOwnPage(contents.getURL(), developmentUrl));
  defaultSession.setPermissionCheckHandler(
    (contents, permission) => contents !== null && isAllowed(contents, permission),
  );
  defaultSession.setPermissionRequestHandler((contents, permission, answer) =>
    answer(isAllowed(contents, permission)),
  );
  defaultSession.setDevicePermissionHandler(() => false);
  app.on('web-contents-created', (_event, contents) => keepOnOwnPage(contents, developmentUrl));
}

/** The developer tools are contents too, and are left alone: which they are is known once they have an address. */
function keepOnOwnPage(contents: WebContents, developmentUrl?: string): void {
  contents.on('will-frame-navigate', (event) => {
    if (isDevTools(contents.getURL())) return;
    if (event.isMainFrame && isOwnPage(event.url, developmentUrl)) return;
    event.preventDefault();
    openOutside(event.url);
  });
  contents.on('will-redirect', (event) => {
    if (!isDevTools(contents.getURL()) && !isOwnPage(event.url, developmentUrl)) event.preventDefault();
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
