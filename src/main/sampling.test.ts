import { expect, onTestFinished, test, vi } from 'vitest';
import { EventLog } from './network/log/event-log';
import { sampleProcess } from './sampling';

test('a process that has no descriptor left to read its memory with goes on, and gives the last figure', () => {
  vi.useFakeTimers();
  const rss = vi.spyOn(process.memoryUsage, 'rss').mockReturnValue(123);
  onTestFinished(() => {
    vi.useRealTimers();
    rss.mockRestore();
  });
  const log = new EventLog();
  onTestFinished(sampleProcess(log));
  vi.advanceTimersByTime(1_000);
  rss.mockImplementation(() => {
    throw new Error('EMFILE: too many open files, uv_resident_set_memory');
  });
  vi.advanceTimersByTime(2_000);
  const memory = log
    .since(0)
    .events.flatMap((event) => (event.type === 'process:sampled' ? [event.memory] : []));
  expect(memory).toEqual([123, 123, 123]);
});
