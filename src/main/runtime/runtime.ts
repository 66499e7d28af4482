import type { Random } from './random';

/** A time that was set. Both calls may be made at any moment, as often as one likes. */
export interface Timer {
  cancel(): void;
  /** Begins its whole time again, also where it was cancelled or has run. */
  restart(): void;
}

/**
 * Time and chance, passed to everything that needs them: the system's own, or virtual ones, with which the same seed
 * gives the same run.
 */
export interface Runtime {
  /** Milliseconds of a steady clock, which nobody sets. */
  now(): number;
  /** Milliseconds since 1970 (UTC). It may jump, so it is shown and never compared. */
  wallClock(): number;
  /** Calls the job once, after so many milliseconds at the earliest. */
  setTimer(milliseconds: number, job: () => void): Timer;
  /** Calls the job once, after what is ready now: sockets that have something to read are read before. */
  soon(job: () => void): Timer;
  /**
   * Work that takes time of its own, such as reading a file. Virtual time stands still meanwhile, and there is one at a
   * time, so that the order in which they end is the order in which they began.
   */
  outside<T>(work: () => Promise<T>): Promise<T>;
  readonly random: Random;
}

/** Resolves after so many milliseconds, or at once when the signal is given. Never rejects. */
export function sleep(runtime: Runtime, milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      timer.cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = runtime.setTimer(milliseconds, done);
    signal?.addEventListener('abort', done);
  });
}

/** A time limit as a signal. `cancel` is called when what it limits has ended. */
export function timeLimit(
  runtime: Runtime,
  milliseconds: number,
): { readonly signal: AbortSignal; cancel(): void } {
  const limit = new AbortController();
  const timer = runtime.setTimer(milliseconds, () =>
    limit.abort(new DOMException('The operation took longer than its time limit.', 'TimeoutError')),
  );
  return { signal: limit.signal, cancel: () => timer.cancel() };
}
