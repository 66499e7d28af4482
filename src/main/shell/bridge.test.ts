import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Experiments } from '../experiment/experiments';
import { openLocalFiles } from '../experiment/own-lab';
import { Overlay } from '../network/overlay/overlay';
import { servePorts } from './bridge';
import { PAGE_URL } from './page/page-address';

const electron = vi.hoisted(() => ({ ipcMain: null as unknown as EventEmitter }));

vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events');
  class Port extends Emitter {
    start(): void {}
    postMessage(): void {}
    close(): void {}
  }
  return {
    get ipcMain() {
      return electron.ipcMain;
    },
    MessageChannelMain: class {
      readonly port1 = new Port();
      readonly port2 = new Port();
    },
  };
});

/** A frame that asks for the port. @returns how many ports it was given */
function portsFor(frame: { url: string; parent: object | null } | null): number {
  const postMessage = vi.fn();
  electron.ipcMain.emit('ask-port', { senderFrame: frame && { ...frame, postMessage } });
  return postMessage.mock.calls.length;
}

describe('the port of the contract', () => {
  beforeEach(() => {
    electron.ipcMain = new EventEmitter();
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    const overlay = new Overlay();
    const experiments = new Experiments({ settings: () => overlay.settings, openFiles: openLocalFiles });
    servePorts({ overlay, experiments }, { openPath: vi.fn(), showItemInFolder: vi.fn() });
  });

  it('goes to the main frame of our page', () => {
    expect(portsFor({ url: PAGE_URL, parent: null })).toBe(1);
  });

  it('goes to no frame within a page, to no other page, and to none that is gone', () => {
    expect(portsFor({ url: PAGE_URL, parent: {} })).toBe(0);
    expect(portsFor({ url: 'app://other/', parent: null })).toBe(0);
    expect(portsFor({ url: 'https://example.org/', parent: null })).toBe(0);
    expect(portsFor(null)).toBe(0);
  });
});
