import { z } from 'zod';

/**
 * What the app reports to the program that started it (`scripts/launch.mjs`) over Node's channel between a process and
 * its child: `starting` when its code runs, `window` when the first page is loaded. Without a channel it does nothing.
 */
export function reportToLauncher(syncpulse: 'starting' | 'window'): void {
  // The launcher may end at any time; a report that it does not receive changes nothing here.
  if (process.connected) process.send?.({ syncpulse }, undefined, {}, () => {});
}

/** @returns whether a launcher reads the reports, and so tells the user what went wrong */
export function hasLauncher(): boolean {
  return process.connected === true;
}

const quitRequest = z.object({ syncpulse: z.literal('quit') });

/** Calls back when the launcher asks the app to end. Windows has no signal that a program could answer in order. */
export function onQuitRequest(quit: () => void): void {
  process.on('message', (message) => {
    if (quitRequest.safeParse(message).success) quit();
  });
}
