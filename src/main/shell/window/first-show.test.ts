import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SHOW_WITHIN_MS, showOnce } from './first-show';

function openWindow() {
  const contents = new EventEmitter();
  const window = Object.assign(new EventEmitter(), { webContents: contents, isDestroyed: () => false });
  const show = vi.fn();
  showOnce(window as unknown as BrowserWindow, show);
  return { window, contents, show };
}

describe('showOnce', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('shows when the page is painted, once', () => {
    const { window, contents, show } = openWindow();
    window.emit('ready-to-show');
    contents.emit('did-finish-load');
    vi.advanceTimersByTime(SHOW_WITHIN_MS);
    expect(show).toHaveBeenCalledOnce();
  });

  it('shows when the page is loaded and the system never reports that it is painted', () => {
    const { contents, show } = openWindow();
    contents.emit('did-finish-load');
    expect(show).toHaveBeenCalledOnce();
  });

  it('shows after three seconds when neither happens', () => {
    const { show } = openWindow();
    vi.advanceTimersByTime(SHOW_WITHIN_MS - 1);
    expect(show).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(show).toHaveBeenCalledOnce();
  });

  it('does not show a window that was closed before', () => {
    const { window, show } = openWindow();
    window.emit('closed');
    vi.advanceTimersByTime(SHOW_WITHIN_MS);
    expect(show).not.toHaveBeenCalled();
  });
});
