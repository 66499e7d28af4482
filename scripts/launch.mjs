import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** Milliseconds in which an app that has begun to run must have loaded its first page. */
const WINDOW_WITHIN = 60_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs the desktop app and asks it to end when this process is asked to, over a channel of their own: on Windows a
 * signal would end it at once, and no peer would leave.
 *
 * @param {string} program of the runtime
 * @param {readonly string[]} args
 * @param {number} [windowWithin] milliseconds
 * @returns {Promise<{ noWindow: string } | { code: number }>} why no window came up, or the exit code of an app that had one
 */
export function launch(program, args, windowWithin = WINDOW_WITHIN) {
  // In a process group of its own, so that Ctrl-C reaches it once, from here; a second signal would cut it short.
  const app = spawn(program, args, {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: process.platform !== 'win32',
  });
  let wasAsked = false;
  let hasWindow = false;
  let isLate = false;
  let timer;
  const ask = (signal) => {
    if (app.connected && !wasAsked) app.send({ syncpulse: 'quit' }, () => {});
    else app.kill(signal);
    wasAsked = true;
  };
  app.on('message', (message) => {
    if (message?.syncpulse === 'starting')
      timer = setTimeout(() => {
        isLate = true;
        app.kill('SIGKILL');
      }, windowWithin);
    if (message?.syncpulse === 'window') {
      hasWindow = true;
      clearTimeout(timer);
    }
  });
  for (const signal of SIGNALS) process.on(signal, ask);
  return new Promise((resolve) => {
    const end = (result) => {
      clearTimeout(timer);
      for (const signal of SIGNALS) process.off(signal, ask);
      resolve(result);
    };
    app.once('error', (error) => end({ noWindow: `Electron did not start: ${error.message}` }));
    app.once('exit', (code, signal) => {
      if (isLate) end({ noWindow: `Electron showed no page within ${windowWithin / 1000} s` });
      else if (code !== 0 && !wasAsked && !hasWindow)
        end({ noWindow: `Electron ended before it showed a page (${code ?? signal})` });
      else end({ code: code ?? 128 + (constants.signals[signal] ?? 0) });
    });
  });
}
