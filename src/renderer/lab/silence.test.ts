import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { GIVEN_UP_AFTER_MS, SILENT_AFTER_MS, type SilenceWatch, watchSilence } from './silence';

describe('watchSilence', () => {
  const silent = vi.fn();
  const giveUp = vi.fn();
  let watch: SilenceWatch;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
    silent.mockReset();
    giveUp.mockReset();
    watch = watchSilence({ silent, giveUp });
  });
  afterEach(() => {
    watch.stop();
    vi.useRealTimers();
  });

  test('reports a link that brings nothing once, and once more after the next item', () => {
    vi.advanceTimersByTime(SILENT_AFTER_MS - 1_000);
    expect(silent).not.toHaveBeenCalled();
    vi.advanceTimersByTime(SILENT_AFTER_MS);
    expect(silent).toHaveBeenCalledOnce();
    watch.note();
    vi.advanceTimersByTime(SILENT_AFTER_MS + 1_000);
    expect(silent).toHaveBeenCalledTimes(2);
    expect(giveUp).not.toHaveBeenCalled();
  });

  test('reports nothing while an item comes each second', () => {
    for (let second = 0; second < 60; second += 1) {
      vi.advanceTimersByTime(1_000);
      watch.note();
    }
    expect(silent).not.toHaveBeenCalled();
  });

  test('gives the link up once, after a long silence', () => {
    vi.advanceTimersByTime(3 * GIVEN_UP_AFTER_MS);
    expect(giveUp).toHaveBeenCalledOnce();
  });

  test('does not count the time in which the page itself stood still', () => {
    // Timers that are late, as after a sleep: the clock goes on, and they fire once.
    const before = performance.now();
    const now = vi.spyOn(performance, 'now').mockReturnValue(before + 10 * GIVEN_UP_AFTER_MS);
    vi.advanceTimersToNextTimer();
    expect(silent).not.toHaveBeenCalled();
    expect(giveUp).not.toHaveBeenCalled();
    now.mockRestore();
  });
});
