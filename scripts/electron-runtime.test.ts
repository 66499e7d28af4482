import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fetchRuntime } from './electron-runtime.mjs';

/** A folder like that of the package `electron`, with an installer of the test's. */
async function packageWith(installer: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'syncpulse-runtime-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'install.js'), installer);
  return folder;
}

describe('the Electron runtime', () => {
  it('is fetched by the installer of its package when it is first needed', async () => {
    const folder = await packageWith(`
      const { mkdirSync, writeFileSync } = require('node:fs');
      mkdirSync(__dirname + '/dist');
      writeFileSync(__dirname + '/dist/electron', '');
      writeFileSync(__dirname + '/path.txt', 'electron');
    `);
    expect(await fetchRuntime(folder)).toEqual({ program: join(folder, 'dist', 'electron') });
  });

  it('is not fetched again where it is', async () => {
    const folder = await packageWith("throw new Error('asked for it a second time')");
    await mkdir(join(folder, 'dist'));
    await writeFile(join(folder, 'dist', 'electron'), '');
    await chmod(join(folder, 'dist', 'electron'), 0o755);
    await writeFile(join(folder, 'path.txt'), 'electron');
    expect(await fetchRuntime(folder)).toEqual({ program: join(folder, 'dist', 'electron') });
  });

  it('is missed with the innermost cause in words', async () => {
    const folder = await packageWith("throw new Error('getaddrinfo ENOTFOUND example.invalid')");
    expect(await fetchRuntime(folder)).toEqual({
      why: 'its download failed: getaddrinfo ENOTFOUND example.invalid',
    });
  });

  it('is fetched before `npm run dev`, which does not start without it', async () => {
    const { scripts } = JSON.parse(await readFile('package.json', 'utf8'));
    expect(scripts.predev).toBe('node scripts/predev.mjs');
  });
});
