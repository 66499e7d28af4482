import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { EventLog } from './network/log/event-log';

const INTERVAL_MS = 1_000;
/** The histogram measures a timer of this many milliseconds, which is no delay. */
const RESOLUTION_MS = 10;

/**
 * Tells once a second how busy the process is and how many messages crossed the wire, so that nobody mistakes a
 * slow machine for a slow network.
 *
 * @returns a function that ends it
 */
export function sampleProcess(log: EventLog): () => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let last = log.state.totals.messagesIn + log.state.totals.messagesOut;
  const { runtime } = log;
  let since = runtime.now();
  let memory = 0;
  const timer = runtime.setTimer(INTERVAL_MS, () => {
    timer.restart();
    const now = runtime.now();
    const total = log.state.totals.messagesIn + log.state.totals.messagesOut;
    memory = residentMemory(memory);
    log.emit({
      type: 'process:sampled',
      loopDelayMs: overdue(delay.mean),
      loopDelayP99Ms: overdue(delay.percentile(99)),
      memory,
      messagesPerSecond: Math.round(((total - last) * 1_000) / (now - since)),
    });
    last = total;
    since = now;
    delay.reset();
  });
  return () => {
    timer.cancel();
    delay.disable();
  };
}

/** @returns bytes in use; the last figure where the system has no descriptor left to read them with */
function residentMemory(last: number): number {
  try {
    return process.memoryUsage.rss();
  } catch {
    return last;
  }
}

/** @returns milliseconds beyond the timer's own interval, to a tenth */
function overdue(nanoseconds: number): number {
  const milliseconds = nanoseconds / 1e6 - RESOLUTION_MS;
  return Number.isFinite(milliseconds) ? Math.max(0, Math.round(milliseconds * 10) / 10) : 0;
}
