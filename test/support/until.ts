import type { EventLog } from '../../src/main/network/log/event-log';
import type { NetworkState } from '../../src/shared/network/state/state';

/** Milliseconds between two looks at what no event tells of, such as what another program has read. */
const LOOK_MS = 50;

/** Waits on a state, never on a sleep: resolves with the first state for which the condition holds. */
export function until(
  log: EventLog,
  holds: (state: NetworkState) => boolean,
  within = 15_000,
): Promise<NetworkState> {
  return new Promise((resolve, reject) => {
    if (holds(log.state)) return resolve(log.state);
    const end = () => {
      clearTimeout(timer);
      clearInterval(looks);
      unsubscribe();
    };
    const look = () => {
      if (!holds(log.state)) return;
      end();
      resolve(log.state);
    };
    const timer = setTimeout(() => {
      end();
      reject(new Error(`the state did not come within ${within} ms`));
    }, within);
    const looks = setInterval(look, LOOK_MS);
    const unsubscribe = log.subscribe(look);
  });
}
