// `npm start`: the desktop app where there is an Electron runtime and a display, else the same lab in a browser.
// Further arguments go to the app, or to `serve`; `--browser` asks for the browser.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfStale, root } from './build-if-stale.mjs';
import { fetchRuntime, sandboxProblem } from './electron-runtime.mjs';

/** An app that ends with an error this soon, in milliseconds, has not come up. */
const NOT_EVEN_UP = 5_000;

const given = process.argv.slice(2);
const args = given.filter((arg) => arg !== '--browser');

process.chdir(root);
if (!buildIfStale()) process.exit(1);
const why = given.includes('--browser') ? 'as asked' : await openDesktop();
if (why !== undefined) await serve(why);

/** @returns {Promise<string | undefined>} why there is no window; does not return while there is one */
async function openDesktop() {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return 'there is no display here';
  const runtime = await fetchRuntime();
  if ('why' in runtime) return `the Electron runtime cannot be had: ${runtime.why}`;
  return sandboxProblem(runtime.program) ?? launch(runtime.program);
}

function launch(program) {
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  if (isRoot)
    console.error('Running as root, where Chromium has no sandbox of its own: better start it as a user.');
  const started = Date.now();
  // In a process group of its own, so that Ctrl-C reaches it once, from here; a second signal would cut it short.
  const app = spawn(program, [...(isRoot ? ['--no-sandbox'] : []), '.', ...args], {
    stdio: 'inherit',
    detached: process.platform !== 'win32',
  });
  let wasAsked = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      wasAsked = true;
      app.kill(signal);
    });
  }
  return new Promise((resolve) => {
    app.once('error', (error) => resolve(`Electron did not start: ${error.message}`));
    app.once('exit', (code, signal) => {
      const failed = code !== 0 && !wasAsked;
      if (failed && Date.now() - started < NOT_EVEN_UP) resolve(`Electron ended at once (${code ?? signal})`);
      else process.exit(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

/** In this very process: signals and the exit code are those of `serve`. */
async function serve(reason) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal);
  console.error(`syncPulse: no window (${reason}); serving the same lab to a browser.`);
  const cli = join(root, 'out/main/cli.js');
  process.argv = [process.execPath, cli, 'serve', ...args];
  await import(pathToFileURL(cli).href);
}
