import type { Lab } from './lab';
import { labPart } from './part';
import { watchSilence } from './silence';
import type { OpenSource } from './source';

const FIRST_PAUSE_MS = 250;
const MAX_PAUSE_MS = 5_000;

/**
 * Keeps the lab current until the signal is given: opens its source, folds the feed, and when the link drops or is silent
 * for long, or the feed has a gap, begins again with a new snapshot. Pauses double from 250 ms to 5 s while it cannot be
 * opened.
 */
export async function stayConnected(lab: Lab, signal: AbortSignal): Promise<void> {
  let pause = FIRST_PAUSE_MS;
  const lost = () => {
    if (!signal.aborted) lab.store.setState({ connection: 'lost' });
  };
  while (!signal.aborted) {
    try {
      const open = await lab.source.open(signal);
      const stop = () => open.close();
      signal.addEventListener('abort', stop, { once: true });
      open.closed.then(lost);
      followLayout(lab, open, signal).catch((error) =>
        console.info('the layout is no longer followed:', error),
      );
      try {
        const onLive = () => {
          pause = FIRST_PAUSE_MS;
        };
        while (await followFeed(lab, open, signal, onLive));
      } finally {
        signal.removeEventListener('abort', stop);
        open.close();
      }
    } catch (error) {
      if (signal.aborted) return;
      console.info('the connection to the lab ended:', error);
    }
    lost();
    await wait(lab, pause, signal);
    pause = Math.min(pause * 2, MAX_PAUSE_MS);
  }
}

/** Follows the lab's layout for as long as the source is open. */
async function followLayout(lab: Lab, open: OpenSource, signal: AbortSignal): Promise<void> {
  for await (const item of await open.layout(signal)) lab.layout.take(item);
}

/** @returns true when the feed had a gap and is to be followed again over the same link */
async function followFeed(
  lab: Lab,
  open: OpenSource,
  signal: AbortSignal,
  onLive: () => void,
): Promise<boolean> {
  const end = new AbortController();
  const stop = () => end.abort();
  signal.addEventListener('abort', stop, { once: true });
  const silence = watchSilence({
    silent: () => lab.store.setState({ connection: 'silent' }),
    giveUp: stop,
  });
  try {
    for await (const item of await open.feed(end.signal)) {
      silence.note();
      if (!lab.fold(item)) return true;
      onLive();
    }
    return false;
  } finally {
    silence.stop();
    signal.removeEventListener('abort', stop);
  }
}

const attempts = labPart(() => new EventTarget());
const TRY_NOW = 'try-now';

/** Resolves after the pause, or at once when the person asks to try now or comes back to the page. */
function wait(lab: Lab, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      attempts(lab).removeEventListener(TRY_NOW, done);
      window.removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
    attempts(lab).addEventListener(TRY_NOW, done);
    window.addEventListener('online', done);
  });
}

/** Ends the pause between two attempts. */
export function tryNow(lab: Lab): void {
  attempts(lab).dispatchEvent(new Event(TRY_NOW));
}

/** Resolves once there is a link to the lab; rejects when the signal is given first. */
export function untilLive({ store }: Lab, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (store.getState().connection === 'live') end(resolve);
    };
    const giveUp = () => end(() => reject(signal.reason));
    const end = (settle: () => void) => {
      unsubscribe();
      signal.removeEventListener('abort', giveUp);
      settle();
    };
    const unsubscribe = store.subscribe(look);
    signal.addEventListener('abort', giveUp);
    look();
  });
}
