import { expect, test, vi } from 'vitest';
import { createLab } from '../lab/lab';
import { testSource } from '../lab/test-source';
import { followDownload } from './use-download';

const source = testSource();
const lab = createLab(source);
lab.store.setState({ connection: 'live' });

/** What one opening of the stream sends before it ends. */
async function* sends(...phases: string[]) {
  for (const phase of phases) yield { phase };
}

/** Lets each stream that breaks off be opened again, without waiting for the clock. */
async function follow(signal = new AbortController().signal): Promise<string[]> {
  vi.useFakeTimers();
  try {
    const phases: string[] = [];
    const followed = followDownload(lab, 't1', ({ phase }) => phases.push(phase), signal);
    await vi.runAllTimersAsync();
    await followed;
    return phases;
  } finally {
    vi.useRealTimers();
  }
}

test('a download is followed again after its stream broke off, until it has ended', async () => {
  const streams = [() => sends('running'), breaks, () => sends('running', 'done')];
  source.answers.set('download.watch', () => streams.shift()?.());
  expect(await follow()).toEqual(['running', 'running', 'done']);
  expect(source.sent.splice(0)).toHaveLength(3);
});

test('nothing is opened once the component is gone', async () => {
  expect(await follow(AbortSignal.abort())).toEqual([]);
  expect(source.sent).toEqual([]);
});

function breaks(): never {
  throw new Error('the connection is lost');
}
