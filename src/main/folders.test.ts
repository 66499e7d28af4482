import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { HOME_VARIABLE, rendererFolder, userFolders } from './folders';

test('one variable puts everything in one folder', () => {
  const downloads = join('/lab', 'downloads');
  expect(userFolders({ [HOME_VARIABLE]: '/lab' })).toEqual({ config: '/lab', data: '/lab', downloads });
  const folders = userFolders({ [HOME_VARIABLE]: '' });
  for (const folder of Object.values(folders)) expect(folder.toLowerCase()).toContain('syncpulse');
});

test('the window is found beside the package, from the sources and from the build', async () => {
  const root = await mkdtemp(join(tmpdir(), 'syncpulse-folders-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await writeFile(join(root, 'package.json'), '{}');
  for (const inner of [join(root, 'src', 'main'), join(root, 'out', 'main', 'chunks')]) {
    await mkdir(inner, { recursive: true });
    expect(rendererFolder(inner)).toBe(join(root, 'out', 'renderer'));
  }
});
