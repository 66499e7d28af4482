import type { NetworkState } from '../../../shared/network/state';
import type { EventLog } from '../event-log';

/** Waits on a state, never on a sleep: resolves with the first state for which the condition holds. */
export function until(
  log: EventLog,
  holds: (state: NetworkState) => boolean,
  within = 15_000,
): Promise<NetworkState> {
  return new Promise((resolve, reject) => {
    if (holds(log.state)) return resolve(log.state);
    const timer = setTimeout(() => {
      unsubscribe();
      reject(new Error(`the state did not come within ${within} ms`));
    }, within);
    const unsubscribe = log.subscribe(() => {
      if (!holds(log.state)) return;
      clearTimeout(timer);
      unsubscribe();
      resolve(log.state);
    });
  });
}
