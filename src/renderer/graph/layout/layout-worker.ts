import { Layout } from './layout';
import type { FromLayout, ToLayout } from './protocol';

/**
 * Runs the layout off the page's thread: ticks in slices between messages, posts positions at most 30 times a
 * second (where motion is to be spared, once a second at most), and is silent once the picture stands.
 */

/** Milliseconds from slice to slice, and the share of them that ticking may take: the network runs on this machine too. */
const SLICE = 16;
const BUSY = 9;
const POST_INTERVAL = 30;
const STILL_INTERVAL = 700;
/** Milliseconds that a picture which came all at once is worked out before it is shown. */
const AHEAD = 900;

// The page's types are loaded here, not a worker's; this is the part of a worker's face that is used.
const page = globalThis as unknown as {
  postMessage(message: FromLayout, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ToLayout>) => void): void;
};

const layout = new Layout();
let waiting = false;
let postedAt = 0;
let interval = POST_INTERVAL;

page.addEventListener('message', ({ data }) => {
  if (data.type === 'still') interval = data.still ? STILL_INTERVAL : POST_INTERVAL;
  else layout.receive(data);
  if (data.type === 'change' && data.ahead) runAhead();
  if (!waiting) wait(0);
});

function slice(): void {
  waiting = false;
  const start = performance.now();
  // Small pictures move at the pace of the eye; large ones as fast as the slice allows.
  const most = layout.peers < 200 ? 1 : 4;
  for (let i = 0; i < most && !layout.settled && performance.now() - start < BUSY; i++) layout.tick();
  const now = performance.now();
  if (layout.settled || now - postedAt >= interval) post(now);
  if (!layout.settled) wait(Math.max(4, SLICE - (now - start)));
}

function wait(milliseconds: number): void {
  waiting = true;
  setTimeout(slice, milliseconds);
}

function runAhead(): void {
  const end = performance.now() + AHEAD;
  while (!layout.settled && performance.now() < end) layout.tick();
}

function post(now: number): void {
  postedAt = now;
  const message = layout.positions();
  page.postMessage(message, [message.positions.buffer]);
}
