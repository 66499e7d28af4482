import type { MenuItemConstructorOptions } from 'electron';
import { UnknownToStandInError } from './loud';
import { answer } from './wire';

/** The roles that Electron 45 has (electron.d.ts); one that is misspelt fails here and not on a user's screen. */
const ROLES = new Set(
  `undo redo cut copy paste pasteAndMatchStyle delete selectAll reload forceReload toggleDevTools resetZoom zoomIn
  zoomOut toggleSpellChecker togglefullscreen window minimize close help about services hide hideOthers unhide quit
  zoom front appMenu fileMenu editMenu viewMenu windowMenu`.split(/\s+/),
);
const KEYS = new Set(['accelerator', 'click', 'enabled', 'id', 'label', 'role', 'submenu', 'type']);

let applicationMenu: Menu | null = null;

export class Menu {
  readonly #items: readonly MenuItemConstructorOptions[];

  private constructor(items: readonly MenuItemConstructorOptions[]) {
    this.#items = items;
  }

  static buildFromTemplate(template: readonly MenuItemConstructorOptions[]): Menu {
    check(template);
    return new Menu(template);
  }

  static setApplicationMenu(menu: Menu | null): void {
    applicationMenu = menu;
  }

  find(id: string, items = this.#items): MenuItemConstructorOptions | undefined {
    for (const item of items) {
      const found = item.id === id ? item : this.find(id, below(item));
      if (found) return found;
    }
    return undefined;
  }
}

function below(item: MenuItemConstructorOptions): readonly MenuItemConstructorOptions[] {
  return Array.isArray(item.submenu) ? item.submenu : [];
}

function check(items: readonly MenuItemConstructorOptions[]): void {
  for (const item of items) {
    for (const key of Object.keys(item))
      if (!KEYS.has(key)) throw new UnknownToStandInError(`the menu key ${key}`);
    if (item.role !== undefined && !ROLES.has(item.role))
      throw new UnknownToStandInError(`the role ${item.role}`);
    if (item.role === undefined && item.type !== 'separator' && !item.label)
      throw new Error('a menu item without a label');
    check(below(item));
  }
}

answer('click-menu', ({ id }) => {
  const item = applicationMenu?.find(id);
  if (!item?.click) throw new Error(`the application menu has no item ${id} to click`);
  item.click({} as Electron.MenuItem, undefined, {} as Electron.KeyboardEvent);
  return true;
});
