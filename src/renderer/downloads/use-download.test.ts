import { expect, test, vi } from 'vitest';
import { client } from '../client';
import { followDownload } from './use-download';

vi.mock('../client', () => ({ client: { download: { watch: vi.fn() } } }));
vi.mock('../drawer/use-log-tail', () => ({ untilLive: () => Promise.resolve() }));

/** What one opening of the stream sends before it ends. */
async function* sends(...phases: string[]) {
  for (const phase of phases) yield { phase };
}

/** Lets each stream that breaks off be opened again, without waiting for the clock. */
async function follow(signal = new AbortController().signal): Promise<string[]> {
  vi.useFakeTimers();
  try {
    const phases: string[] = [];
    const followed = followDownload('t1', ({ phase }) => phases.push(phase), signal);
    await vi.runAllTimersAsync();
    await followed;
    return phases;
  } finally {
    vi.useRealTimers();
  }
}

test('a download is followed again after its stream broke off, until it has ended', async () => {
  const watch = vi.mocked(client.download.watch).mockReset();
  watch.mockResolvedValueOnce(sends('running') as never);
  watch.mockRejectedValueOnce(new Error('the connection is lost'));
  watch.mockResolvedValueOnce(sends('running', 'done') as never);
  expect(await follow()).toEqual(['running', 'running', 'done']);
  expect(watch).toHaveBeenCalledTimes(3);
});

test('nothing is opened once the component is gone', async () => {
  const watch = vi.mocked(client.download.watch).mockReset();
  expect(await follow(AbortSignal.abort())).toEqual([]);
  expect(watch).not.toHaveBeenCalled();
});
