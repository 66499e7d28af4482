import type { MenuItemConstructorOptions } from 'electron';

export interface MenuActions {
  newWindow(): void;
  openInBrowser(): void;
  showData(): void;
  /** Undo or redo in the window in front: in the text field that has the focus, else the last action. */
  edit(step: 'undo' | 'redo'): void;
}

/** The usual menus of each platform, and what a lab needs besides. */
export function menuTemplate(platform: NodeJS.Platform, actions: MenuActions): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
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
        { id: 'undo', label: 'Undo', accelerator: 'CmdOrCtrl+Z', click: () => actions.edit('undo') },
        { id: 'redo', label: 'Redo', accelerator: 'CmdOrCtrl+Shift+Z', click: () => actions.edit('redo') },
        { type: 'separator' },
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'delete' },
        { type: 'separator' },
        { role: 'selectAll' },
      ],
    },
    {
      label: '&View',
      submenu: [
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
