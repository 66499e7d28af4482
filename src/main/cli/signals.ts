/** Exit code of a program that a signal ended, the convention of shells: 128 + SIGINT. */
export const INTERRUPTED = 130;

export interface Shutdown {
  /** Aborts when the user or the system requests the end of this program. */
  readonly signal: AbortSignal;
  /** Resolves at the same time. */
  readonly requested: Promise<void>;
  /** Requests the end of this program, as a first signal does. */
  readonly end: () => void;
}

/** Listens for Ctrl-C, SIGTERM and a closed terminal. The second one ends the program at once. */
export function endOnSignal(): Shutdown {
  const ending = new AbortController();
  const requested = new Promise<void>((resolve) => {
    ending.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const onSignal = () => {
    if (ending.signal.aborted) process.exit(INTERRUPTED);
    ending.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  return { signal: ending.signal, requested: requested, end: () => ending.abort() };
}
