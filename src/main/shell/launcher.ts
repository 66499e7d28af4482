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
