import { client, connect } from './client';
import { followLayout } from './lab-layout';
import { watchSilence } from './silence';
import { fold, lab } from './store';

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 5_000;

/**
 * Keeps the picture live until the signal is given: opens a link, folds the feed, and when the link drops or is silent
 * for long, or the feed has a gap, begins again with a new snapshot. Pauses double from 250 ms to 5 s while nobody answers.
 */
export async function stayConnected(signal: AbortSignal): Promise<void> {
  let pause = FIRST_PAUSE;
  while (!signal.aborted) {
    try {
      const { closed, close } = await connect(signal);
      const stop = () => close();
      signal.addEventListener('abort', stop, { once: true });
      closed.then(() => lab.setState({ connection: 'lost' }));
      followLayout(signal).catch((error) => console.info('the layout is no longer followed:', error));
      try {
        const onLive = () => {
          pause = FIRST_PAUSE;
        };
        while (await followFeed(signal, onLive));
      } finally {
        signal.removeEventListener('abort', stop);
        close();
      }
    } catch (error) {
      if (signal.aborted) return;
      console.info('the connection to the lab ended:', error);
    }
    lab.setState({ connection: 'lost' });
    await wait(pause, signal);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }
}

/** @returns true when the feed had a gap and is to be taken anew over the same link */
async function followFeed(signal: AbortSignal, onLive: () => void): Promise<boolean> {
  const end = new AbortController();
  const stop = () => end.abort();
  signal.addEventListener('abort', stop, { once: true });
  const silence = watchSilence({ silent: () => lab.setState({ connection: 'silent' }), giveUp: stop });
  try {
    for await (const item of await client.network.watch(undefined, { signal: end.signal })) {
      silence.note();
      if (!fold(item)) return true;
      onLive();
    }
    return false;
  } finally {
    silence.stop();
    signal.removeEventListener('abort', stop);
  }
}

/** Resolves after the pause, or at once when the person asks to try now or comes back to the page. */
function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      window.removeEventListener(TRY_NOW, done);
      window.removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
    window.addEventListener(TRY_NOW, done);
    window.addEventListener('online', done);
  });
}

const TRY_NOW = 'syncpulse:try-now';

/** Ends the pause between two attempts. */
export function tryNow(): void {
  window.dispatchEvent(new Event(TRY_NOW));
}
