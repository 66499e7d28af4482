import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

const json = async (file: string) => JSON.parse(await readFile(file, 'utf8'));

it('package.json, README, .nvmrc and the lockfile ask for the Node that Electron asks for', async () => {
  const asked: string = (await json('node_modules/electron/package.json')).engines.node;
  const version = asked.match(/^>=\s*(\d+)\.(\d+)\.\d+$/);
  expect(version, `what Electron asks for: ${asked}`).not.toBeNull();
  const [, major, minor] = version ?? [];
  const engines = asked.replace(/\s/g, '');
  expect((await json('package.json')).engines.node).toBe(engines);
  expect((await json('package-lock.json')).packages[''].engines.node).toBe(engines);
  expect(await readFile('README.md', 'utf8')).toContain(`Node ${major}.${minor} or newer`);
  expect((await readFile('.nvmrc', 'utf8')).trim()).toBe(major);
});
