/** Milliseconds without an item after which the picture no longer counts as the present: the lab sends one a second. */
export const SILENT_AFTER_MS = 5_000;
/** Milliseconds without an item after which the link is given up: one that is half open would never report its end. */
export const GIVEN_UP_AFTER_MS = 20_000;
const CHECK_INTERVAL_MS = 1_000;

export interface SilenceWatch {
  /** An item has come. */
  note(): void;
  stop(): void;
}

/**
 * Watches a link that is open for bringing nothing any more: the process of the lab is suspended, or the machine that it
 * runs on is gone. Each callback is called at most once for each silence. While this page itself stood still (a laptop
 * that sleeps, a tab in the background) the time does not count, since what came meanwhile is not yet read.
 */
export function watchSilence(on: { silent(): void; giveUp(): void }): SilenceWatch {
  let last = performance.now();
  let checked = last;
  let isSilent = false;
  const timer = setInterval(() => {
    const now = performance.now();
    if (now - checked > 2 * CHECK_INTERVAL_MS) last += now - checked;
    checked = now;
    if (now - last >= GIVEN_UP_AFTER_MS) {
      clearInterval(timer);
      on.giveUp();
    } else if (now - last >= SILENT_AFTER_MS && !isSilent) {
      isSilent = true;
      on.silent();
    }
  }, CHECK_INTERVAL_MS);
  return {
    note() {
      last = performance.now();
      isSilent = false;
    },
    stop: () => clearInterval(timer),
  };
}
