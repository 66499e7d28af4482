// `npm start`: the desktop app where there is an Electron runtime and a display, else the same lab in a browser.
// Further arguments go to the app, or to `serve`; `--browser` asks for the browser.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfStale, root } from './build-if-stale.mjs';
import { fetchRuntime, sandboxProblem } from './electron-runtime.mjs';
import { launch } from './launch.mjs';

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
  return sandboxProblem(runtime.program) ?? run(runtime.program);
}

async function run(program) {
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  if (isRoot)
    console.error('Running as root, where Chromium has no sandbox of its own: better start it as a user.');
  const result = await launch(program, [...(isRoot ? ['--no-sandbox'] : []), '.', ...args]);
  if ('noWindow' in result) return result.noWindow;
  process.exit(result.code);
}

/** In this very process: signals and the exit code are those of `serve`. */
async function serve(reason) {
  console.error(`syncPulse: no window (${reason}); serving the same lab to a browser.`);
  const cli = join(root, 'out/main/cli.js');
  process.argv = [process.execPath, cli, 'serve', ...args];
  await import(pathToFileURL(cli).href);
}
