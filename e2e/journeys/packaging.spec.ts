import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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

test('the npm package holds what runs and nothing else, and its command works from it', async ({
  home,
  hostKind,
}) => {
  test.skip(
    hostKind === 'desktop' || process.platform === 'win32',
    'packed once, where a program may be a link',
  );
  const packed = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', home], {
    cwd: root,
  });
  const [{ filename, files }] = JSON.parse(packed.stdout) as [
    { filename: string; files: { path: string }[] },
  ];
  const tops = new Set(files.map(({ path }) => path.split('/')[0]));
  expect([...tops].sort()).toEqual(['LICENSE', 'README.md', 'out', 'package.json', 'resources']);
  expect(files.filter(({ path }) => /\.(test\.|ts$|map$)/.test(path))).toEqual([]);

  // As npm installs it: the package, beside exactly what it depends on, and its command as a link.
  const modules = join(home, 'node_modules');
  await mkdir(join(modules, '.bin'), { recursive: true });
  await run('tar', ['-xzf', join(home, filename), '-C', home]);
  await rename(join(home, 'package'), join(modules, 'syncpulse'));
  const manifest = JSON.parse(await readFile(join(modules, 'syncpulse/package.json'), 'utf8'));
  for (const name of Object.keys(manifest.dependencies)) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(root, 'node_modules', name), join(modules, name));
  }
  const command = join(modules, '.bin/syncpulse');
  await symlink(join('../syncpulse', manifest.bin.syncpulse), command);
  await chmod(join(modules, 'syncpulse', manifest.bin.syncpulse), 0o755);

  const help = await run(command, ['--help'], { cwd: home });
  expect(help.stdout).toContain('Usage: syncpulse');
  expect((await run(command, ['--version'], { cwd: home })).stdout.trim()).toBe(manifest.version);
  const tried = await run(process.execPath, [join(root, 'scripts/try-packaged.mjs'), command, 'serve']);
  expect(tried.stdout).toContain('it ended in order');
});
