import { act, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LabProvider } from './context';
import { useStream } from './follow-stream';
import { createLab, type Lab } from './lab';
import { testSource } from './test-source';

interface Opened {
  readonly signal: AbortSignal;
  send(item: string): Promise<void>;
  breakOff(): Promise<void>;
}

let opened: Opened[];
let lab: Lab;

/** A stream that the test sends, one item at a time. */
async function openStream(signal: AbortSignal): Promise<AsyncIterable<string>> {
  const channel = new TransformStream<string, string>();
  const writer = channel.writable.getWriter();
  opened.push({
    signal,
    send: (item) => act(() => writer.write(item)),
    breakOff: () => act(() => writer.abort(new Error('the connection is lost'))),
  });
  return read(channel.readable.getReader());
}

async function* read(reader: ReadableStreamDefaultReader<string>): AsyncGenerator<string> {
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}

function Shown({ of }: { of: string }) {
  const [item, setItem] = useState('nothing yet');
  const problem = useStream(of, { open: openStream, take: setItem });
  return (
    <>
      <output>{item}</output>
      {problem && <p role="alert">{problem.sentence}</p>}
    </>
  );
}

const page = (of: string) => (
  <LabProvider lab={lab}>
    <Shown of={of} />
  </LabProvider>
);
const shown = () => screen.getByRole('status').textContent;
const pass = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));

beforeEach(() => {
  vi.useFakeTimers();
  opened = [];
  lab = createLab(testSource());
  lab.store.setState({ connection: 'live' });
});
afterEach(() => {
  vi.useRealTimers();
});

test('a stream that broke off shows the problem, and is opened again a second later', async () => {
  render(page('one'));
  await pass(0);
  await opened[0]?.send('first');
  await pass(0);
  expect(shown()).toBe('first');
  expect(screen.queryByRole('alert')).toBeNull();
  await opened[0]?.breakOff();
  await pass(900);
  expect(screen.getByRole('alert').textContent).toContain('the connection is lost');
  expect(opened).toHaveLength(1);
  await pass(100);
  expect(opened).toHaveLength(2);
  expect(screen.queryByRole('alert')).toBeNull();
  await opened[1]?.send('second');
  await pass(0);
  expect(shown()).toBe('second');
});

test('while the lab is not connected nothing is opened', async () => {
  lab.store.setState({ connection: 'lost' });
  render(page('one'));
  await pass(5_000);
  expect(opened).toHaveLength(0);
  lab.store.setState({ connection: 'live' });
  await pass(0);
  expect(opened).toHaveLength(1);
});

test('it ends with the component, also while it waits to be opened again, and leaves no timer', async () => {
  const { unmount } = render(page('one'));
  await pass(0);
  await opened[0]?.breakOff();
  await pass(10);
  unmount();
  expect(opened[0]?.signal.aborted).toBe(true);
  await pass(5_000);
  expect(opened).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('another key ends the stream and opens another', async () => {
  const { rerender } = render(page('one'));
  await pass(0);
  rerender(page('two'));
  await pass(0);
  expect(opened.map(({ signal }) => signal.aborted)).toEqual([true, false]);
});
