import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const root = dirname(import.meta.dirname);

const BUILT = ['out/main/index.js', 'out/main/cli.js', 'out/preload/index.cjs', 'out/renderer/index.html'];
const SOURCES = ['src', 'package.json', 'electron.vite.config.ts'];

/**
 * Builds the app when `out/` is missing or older than its sources, and says so in a line.
 *
 * @returns {boolean} whether there is a build to run
 */
export function buildIfStale() {
  const built = BUILT.map((file) => changed(join(root, file)));
  const isMissing = built.includes(0);
  if (!isMissing && Math.min(...built) >= Math.max(...SOURCES.map((path) => lastChange(join(root, path)))))
    return true;
  console.error(`Building the app: out/ is ${isMissing ? 'missing' : 'older than src/'}.`);
  const builder = join(root, 'node_modules/electron-vite/bin/electron-vite.js');
  if (changed(builder) === 0) {
    console.error('The tools are not installed yet: run `npm ci` first.');
    return false;
  }
  const build = spawnSync(process.execPath, [builder, 'build'], { cwd: root, encoding: 'utf8' });
  if (build.status === 0) return true;
  console.error(`${build.stdout}${build.stderr}\nThe build failed; see above.`);
  return false;
}

/** @returns {number} when the newest file at or below this path was changed; 0 when there is none */
function lastChange(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return stats?.mtimeMs ?? 0;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => lastChange(join(path, name))));
}

function changed(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
