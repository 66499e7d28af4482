import { useEffect, useEffectEvent, useState } from 'react';
import type { Problem } from '../../shared/problem';
import { problemOf } from '../notices/problem-of';
import { untilLive } from './connection';
import { useCurrentLab } from './context';
import type { Lab } from './lab';

/** Milliseconds before a stream that ended is opened again. */
const REOPEN_MS = 1_000;

export interface Followed<T> {
  /** Opens the stream; it is to end with the signal. */
  readonly open: (signal: AbortSignal) => Promise<AsyncIterable<T>>;
  /** Is given each item. @returns true when nothing more is to come: the stream is not opened again */
  readonly take: (item: T) => unknown;
  /** Is called each time the stream is open, before its first item. */
  readonly onOpen?: () => void;
  /**
   * Is called each time it has ended, with the problem where it broke off. @returns true: it is not opened again.
   * Default: the banner of the connection is enough for the person, and it is opened again
   */
  readonly onEnd?: (problem: Problem | null) => unknown;
}

/**
 * Follows a stream of the lab until the signal is given or `take` or `onEnd` ends it. Whenever it breaks off it is opened
 * again, a second later and not before the lab is connected. Nothing is called after the signal. Never rejects.
 */
export async function followStream<T>(
  lab: Lab,
  { open, take, onOpen, onEnd }: Followed<T>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    let problem: Problem | null = null;
    try {
      await untilLive(lab, signal);
      const items = await open(signal);
      if (signal.aborted) return;
      onOpen?.();
      for await (const item of items) {
        if (signal.aborted || take(item) === true) return;
      }
    } catch (error) {
      problem = problemOf(error);
    }
    if (signal.aborted || onEnd?.(problem) === true) return;
    await pause(signal);
  }
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, REOPEN_MS);
    signal.addEventListener('abort', done);
  });
}

/**
 * Follows a stream for as long as the component is there; another key begins with another stream.
 *
 * @returns why it is not open now; null while it is, or was not opened yet
 */
export function useStream<T>(key: unknown, followed: Followed<T>): Problem | null {
  const lab = useCurrentLab();
  const [problem, setProblem] = useState<Problem | null>(null);
  const open = useEffectEvent(followed.open);
  const take = useEffectEvent(followed.take);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for all that the stream depends on
  useEffect(() => {
    const end = new AbortController();
    const onOpen = () => setProblem(null);
    void followStream(lab, { open, take, onOpen, onEnd: setProblem }, end.signal);
    return () => end.abort();
  }, [lab, key]);
  return problem;
}
