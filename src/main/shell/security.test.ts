import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { PAGE_URL } from './page/page-address';
import { enforceRules } from './security';

type Handler = (
  contents: { getURL(): string } | null,
  permission: string,
  answer: (granted: boolean) => void,
) => boolean;

const electron = vi.hoisted(() => ({
  app: null as unknown as EventEmitter,
  check: null as unknown as Handler,
  request: null as unknown as Handler,
  opened: [] as string[],
}));

vi.mock('electron', () => ({
  get app() {
    return electron.app;
  },
  shell: { openExternal: async (url: string) => void electron.opened.push(url) },
  session: {
    defaultSession: {
      setPermissionCheckHandler: (handler: Handler) => {
        electron.check = handler;
      },
      setPermissionRequestHandler: (handler: Handler) => {
        electron.request = handler;
      },
      setDevicePermissionHandler: () => {},
    },
  },
}));

const at = (url: string) =>
  Object.assign(new EventEmitter(), { getURL: () => url, setWindowOpenHandler: () => {} });

/** @returns whether a navigation of these contents is let through */
function mayNavigate(contents: EventEmitter, url: string, isMainFrame = true): boolean {
  electron.app.emit('web-contents-created', {}, contents);
  const event = { url, isMainFrame, preventDefault: vi.fn() };
  contents.emit('will-frame-navigate', event);
  contents.emit('will-redirect', event);
  return event.preventDefault.mock.calls.length === 0;
}

const DEVTOOLS = 'devtools://devtools/bundled/devtools_app.html';

describe('the rules for every window', () => {
  beforeEach(() => {
    electron.app = new EventEmitter();
    electron.opened.length = 0;
    enforceRules();
  });

  it('keep a page at its own address', () => {
    expect(mayNavigate(at(PAGE_URL), `${PAGE_URL}stopped.html`)).toBe(true);
    expect(mayNavigate(at(PAGE_URL), 'https://example.org/')).toBe(false);
    expect(mayNavigate(at(PAGE_URL), DEVTOOLS)).toBe(false);
    expect(mayNavigate(at(PAGE_URL), PAGE_URL, false)).toBe(false);
    expect(electron.opened).toEqual([]);
  });

  it('leave the developer tools alone', () => {
    expect(mayNavigate(at(DEVTOOLS), DEVTOOLS)).toBe(true);
    expect(mayNavigate(at(DEVTOOLS), 'devtools://devtools/bundled/frame.html', false)).toBe(true);
    expect(electron.check(at(DEVTOOLS), 'clipboard-read', () => {})).toBe(true);
    let granted = false;
    electron.request(at(DEVTOOLS), 'clipboard-read', (answer) => {
      granted = answer;
    });
    expect(granted).toBe(true);
  });

  it('refuse a page every permission except to copy', () => {
    expect(electron.check(at(PAGE_URL), 'clipboard-sanitized-write', () => {})).toBe(true);
    expect(electron.check(at(PAGE_URL), 'clipboard-read', () => {})).toBe(false);
    expect(electron.check(at('https://devtools/'), 'clipboard-read', () => {})).toBe(false);
    expect(electron.check(null, 'clipboard-sanitized-write', () => {})).toBe(false);
  });
});
