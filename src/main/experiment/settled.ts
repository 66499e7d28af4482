import type { NetworkState } from '../../shared/network/state/state';
import type { EventLog } from '../network/log/event-log';

/** Milliseconds after which the wait ends; the checks then report the missing condition. */
const TIMEOUT_MS = 15_000;

/** Resolves once the condition holds, or after 15 seconds. Rejects with the signal's reason when it aborts. */
export function settled(
  log: EventLog,
  holds: (state: NetworkState) => boolean,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    if (holds(log.state)) return resolve();
    const end = () => {
      clearTimeout(timer);
      unsubscribe();
      signal.removeEventListener('abort', onAbort);
    };
    const onAbort = () => {
      end();
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      end();
      resolve();
    }, TIMEOUT_MS);
    const unsubscribe = log.subscribe(() => {
      if (!holds(log.state)) return;
      end();
      resolve();
    });
    signal.addEventListener('abort', onAbort);
  });
}
