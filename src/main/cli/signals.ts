/** Exit code of a program that a signal ended, as shells have it: 128 + SIGINT. */
export const INTERRUPTED = 130;

export interface Shutdown {
  /** Aborts when the user, or the system, asks this program to end. */
  readonly signal: AbortSignal;
  /** Resolves then. */
  readonly wanted: Promise<void>;
  /** Asks this program to end, as a first signal does. */
  readonly end: () => void;
}

/** Listens for Ctrl-C, SIGTERM and a closed terminal. The second one ends the program at once. */
export function endOnSignal(): Shutdown {
  const ending = new AbortController();
  const wanted = new Promise<void>((resolve) => {
    ending.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const onSignal = () => {
    if (ending.signal.aborted) process.exit(INTERRUPTED);
    ending.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  return { signal: ending.signal, wanted, end: () => ending.abort() };
}
