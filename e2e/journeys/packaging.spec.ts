import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { extractAll, listPackage } from '@electron/asar';
import { root } from '../host/child';
import { expect, test } from '../lab-test';

const run = promisify(execFile);

/** Marks the place of the fuses in Electron's program; the version, their number and one character each follow. */
const FUSE_WIRE = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** The order of Electron's fuses, version 1, and what a packaged app must have of them. */
const FUSES = [
  ['runAsNode', '0'],
  ['cookieEncryption', '0'],
  ['nodeOptions', '0'],
  ['nodeCliInspect', '0'],
  ['embeddedAsarIntegrityValidation', '1'],
  ['onlyLoadAppFromAsar', '1'],
  ['loadBrowserProcessSpecificV8Snapshot', '0'],
  ['grantFileProtocolExtraPrivileges', '0'],
] as const;

/** A folder that is like Electron's for the packer: a program with fuses as they are delivered, and nothing to run. */
async function standInRuntime(folder: string): Promise<string> {
  await mkdir(join(folder, 'resources'), { recursive: true });
  await writeFile(join(folder, 'electron'), `${FUSE_WIRE}\u0001${String.fromCharCode(FUSES.length)}10110001`);
  await chmod(join(folder, 'electron'), 0o755);
  return folder;
}

test('the packaged app has its fuses set, and holds what it needs to run and nothing else', async ({
  home,
  hostKind,
}) => {
  test.skip(hostKind === 'desktop' || process.platform !== 'linux', 'packed once, for Linux');
  const runtime = await standInRuntime(join(home, 'runtime'));
  const output = join(home, 'dist');
  // The packer checks its configuration against its schema first.
  const settings = [`-c.electronDist=${runtime}`, `-c.directories.output=${output}`];
  await run(process.execPath, ['node_modules/electron-builder/cli.js', '--dir', '--linux', ...settings], {
    cwd: root,
  });

  const unpacked = join(output, 'linux-unpacked');
  const program = await readFile(join(unpacked, 'syncpulse'), 'latin1');
  const wire = program.slice(program.indexOf(FUSE_WIRE) + FUSE_WIRE.length + 2);
  for (const [index, [name, value]] of FUSES.entries()) expect(wire[index], name).toBe(value);

  const archive = join(unpacked, 'resources/app.asar');
  const files = listPackage(archive, { isPack: false });
  const tops = new Set(files.map((file) => file.split(/[\\/]/)[1]));
  expect([...tops].sort()).toEqual(['LICENSE', 'node_modules', 'out', 'package.json', 'resources']);
  expect(files.filter((file) => /node_modules.(electron|react|vite|typescript)$/.test(file))).toEqual([]);

  const app = join(home, 'app');
  extractAll(archive, app);
  const cli = join(app, 'out/main/cli.js');
  const { stdout } = await run(
    process.execPath,
    ['scripts/try-packaged.mjs', process.execPath, cli, 'serve'],
    { cwd: root },
  );
  expect(stdout).toMatch(/bootstrap server runs at 127\.0\.0\.1:\d+\nit ended in order/);
});
