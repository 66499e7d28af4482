import { expect, it, vi } from 'vitest';
import { systemRuntime } from '../../runtime/system';
import { DroppedDatagrams } from './dropped-datagrams';

it('each dropped datagram is counted, and a flood of them is one report a second', () => {
  vi.useFakeTimers();
  const reports: string[] = [];
  const dropped = new DroppedDatagrams(systemRuntime, ({ ip, port }, count) =>
    reports.push(`${ip}:${port} ${count}`),
  );
  for (let port = 1; port <= 500; port += 1) dropped.note({ ip: '10.0.0.1', port });
  dropped.note({ ip: '10.0.0.2', port: 7 });
  expect(reports.splice(0)).toEqual(['10.0.0.1:1 1', '10.0.0.2:7 1']);
  vi.advanceTimersByTime(1_000);
  expect(reports.splice(0)).toEqual(['10.0.0.1:500 499']);
  dropped.note({ ip: '10.0.0.1', port: 9 });
  vi.advanceTimersByTime(1_000);
  expect(reports.splice(0)).toEqual(['10.0.0.1:9 1']);
  vi.advanceTimersByTime(10_000);
  expect(reports).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
  // After a second without any, the next one is reported at once again.
  dropped.note({ ip: '10.0.0.1', port: 9 });
  expect(reports).toEqual(['10.0.0.1:9 1']);
  dropped.stop();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});
