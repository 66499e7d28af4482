import type { MenuItemConstructorOptions } from 'electron';
import { MENU_ACTIONS, type MenuActionId, PANELS } from '../../../shared/window-actions';

export interface MenuActions {
  newWindow(): void;
  openInBrowser(): void;
  showData(): void;
  /**
   * Runs an action of the window in front. Undo and redo mean the text field that has the focus there, else the last
   * action.
   */
  run(action: MenuActionId): void;
}

/** The usual menus of each platform, and what a lab needs besides. */
export function menuTemplate(platform: NodeJS.Platform, actions: MenuActions): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  // A key without Ctrl stays with the page: a menu would take it from there.
  const ofWindow = (id: keyof typeof MENU_ACTIONS): MenuItemConstructorOptions => {
    const { label, keys } = MENU_ACTIONS[id];
    const [key] = keys;
    return {
      id,
      label,
      ...(key.startsWith('Ctrl+') && { accelerator: key.replace('Ctrl+', 'CmdOrCtrl+') }),
      click: () => actions.run(id),
    };
  };
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        {
          id: 'new-window',
          label: 'New window',
          accelerator: 'CmdOrCtrl+Shift+N',
          click: () => actions.newWindow(),
        },
        { type: 'separator' },
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    // The roles undo and redo know text fields alone. A field takes the keys before this menu does.
    {
      role: 'editMenu',
      submenu: [
        ofWindow('undo'),
        ofWindow('redo'),
        { type: 'separator' },
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'delete' },
        { type: 'separator' },
        { role: 'selectAll' },
        { type: 'separator' },
        ofWindow('settings'),
      ],
    },
    {
      label: '&View',
      submenu: [
        ofWindow('palette'),
        { type: 'separator' },
        ...PANELS.map(({ id, title }) => ({
          id: `show-${id}`,
          label: title,
          click: () => actions.run(`show-${id}`),
        })),
        ofWindow('toggle-inspector'),
        ofWindow('toggle-panel'),
        { type: 'separator' },
        { role: 'reload' },
        { role: 'forceReload' },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        { role: 'toggleDevTools' },
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        ofWindow('help'),
        {
          id: 'open-in-browser',
          label: 'Open this lab in a browser',
          click: () => actions.openInBrowser(),
        },
        { type: 'separator' },
        { id: 'show-data', label: 'Show the data folder', click: () => actions.showData() },
        ...(isMac ? [] : [{ type: 'separator' } as const, { role: 'about' } as const]),
      ],
    },
  ];
}
