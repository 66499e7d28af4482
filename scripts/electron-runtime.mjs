import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './build-if-stale.mjs';

const PACKAGE = join(root, 'node_modules/electron');

/** The download has this long, in milliseconds; on a slower line, `npx install-electron` takes its time. */
const DOWNLOAD_WITHIN = 180_000;
/** A download that fails at once is not worth announcing. */
const ANNOUNCED_AFTER = 1_500;

/** @returns {string | undefined} the runtime's program, where it is installed in this folder of the package `electron` */
function installedRuntime(folder) {
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const program = join(
    process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'),
    readFileSync(pathFile, 'utf8').trim(),
  );
  return existsSync(program) ? program : undefined;
}

/**
 * The runtime comes with the first use, by the package's own installer (it heeds ELECTRON_MIRROR and proxies).
 *
 * @param {string} [folder] of the package `electron`
 * @returns {Promise<{ program: string } | { why: string }>} never rejects; takes three minutes at most
 */
export async function fetchRuntime(folder = PACKAGE) {
  const program = installedRuntime(folder);
  if (program) return { program };
  const installer = join(folder, 'install.js');
  if (!existsSync(installer)) return { why: 'the package `electron` is not installed' };
  const announced = setTimeout(
    () => console.error('Fetching the Electron runtime (about 110 MB, once) …'),
    ANNOUNCED_AFTER,
  );
  const why = await run(installer);
  clearTimeout(announced);
  const fetched = installedRuntime(folder);
  return fetched ? { program: fetched } : { why: why ?? 'its installer left nothing behind' };
}

/** @returns {Promise<string | undefined>} why it failed, in a few words */
function run(installer) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [installer], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, DOWNLOAD_WITHIN);
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code) => {
      clearTimeout(timer);
      if (isLate) resolve('its download took more than three minutes');
      else resolve(code === 0 ? undefined : reason(said));
    });
  });
}

/** The innermost cause is what a person can do something about: `getaddrinfo ENOTFOUND github.com`. */
function reason(said) {
  const errors = said.match(/(?<=Error: ).+/g) ?? [];
  return `its download failed: ${errors.at(-1)?.replace(/\s*\{$/, '') ?? 'no reason given'}`;
}

/**
 * @param {string} program of the runtime
 * @returns {string | undefined} why Chromium could not confine its pages on this Linux, and what to do
 */
export function sandboxProblem(program) {
  if (process.platform !== 'linux' || process.getuid?.() === 0) return undefined;
  const helper = join(dirname(program), 'chrome-sandbox');
  const stats = statSync(helper, { throwIfNoEntry: false });
  if (stats?.uid === 0 && (stats.mode & 0o4000) !== 0) return undefined;
  const isForbidden =
    kernel('kernel/unprivileged_userns_clone') === '0' ||
    kernel('kernel/apparmor_restrict_unprivileged_userns') === '1' ||
    kernel('user/max_user_namespaces') === '0';
  if (!isForbidden) return undefined;
  return `this system does not let Electron sandbox its pages (to allow it: sudo chown root ${helper} && sudo chmod 4755 ${helper})`;
}

function kernel(name) {
  try {
    return readFileSync(`/proc/sys/${name}`, 'utf8').trim();
  } catch {
    return undefined;
  }
}
