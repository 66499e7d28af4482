import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { MENU_ACTIONS, PANELS } from '../../../shared/window-actions';
import { menuTemplate } from './menu-template';

const noActions = () => ({ newWindow: vi.fn(), openInBrowser: vi.fn(), showData: vi.fn(), run: vi.fn() });

function all(items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? all(item.submenu) : [])]);
}

describe('menuTemplate', () => {
  it.each(['linux', 'darwin', 'win32'] as const)('has the usual items on %s', (platform) => {
    const items = all(menuTemplate(platform, noActions()));
    const roles = items.map(({ role }) => role);
    for (const role of [
      'editMenu',
      'reload',
      'resetZoom',
      'zoomIn',
      'zoomOut',
      'toggleDevTools',
      'windowMenu',
      'help',
    ])
      expect(roles).toContain(role);
    // Quit and About are in the app's own menu on macOS.
    for (const role of platform === 'darwin' ? ['appMenu', 'close'] : ['quit', 'about'])
      expect(roles).toContain(role);
    const ids = items.flatMap(({ id }) => id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('leaves the keys of the window to the window', () => {
    // A menu's accelerator would take a plain key, such as N for a new peer, from the page.
    for (const { accelerator } of all(menuTemplate('linux', noActions())))
      if (accelerator !== undefined) expect(accelerator).toMatch(/^CmdOrCtrl\+/);
  });

  it('does what its items say', () => {
    const actions = noActions();
    const items = all(menuTemplate('linux', actions));
    const click = (id: string) => {
      const item = items.find((one) => one.id === id);
      item?.click?.({} as Electron.MenuItem, undefined, {} as Electron.KeyboardEvent);
    };
    click('new-window');
    click('open-in-browser');
    click('show-data');
    click('undo');
    click('redo');
    expect(actions.run.mock.calls).toEqual([['undo'], ['redo']]);
    actions.run.mockClear();
    click('undo');
    for (const action of Object.values(actions)) expect(action).toHaveBeenCalledOnce();
  });

  it('names the panels and the actions of the window as the window does, in the same order', () => {
    const items = all(menuTemplate('linux', noActions()));
    const panels = items.filter(({ id }) => id?.startsWith('show-') && id !== 'show-data');
    expect(panels.map(({ id, label }) => [id, label])).toEqual(
      PANELS.map(({ id, title }) => [`show-${id}`, title]),
    );
    for (const [id, { label }] of Object.entries(MENU_ACTIONS))
      expect(items.find((item) => item.id === id)?.label).toBe(label);
  });
});
