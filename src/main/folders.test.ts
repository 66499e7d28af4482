import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { HOME_VARIABLE, rendererFolder, userFolders } from './folders';

test('one variable puts everything in one folder', () => {
  const downloads = join('/lab', 'downloads');
  expect(userFolders({ [HOME_VARIABLE]: '/lab' })).toEqual({ config: '/lab', data: '/lab', downloads });
  const folders = userFolders({ [HOME_VARIABLE]: '' });
  for (const folder of Object.values(folders)) expect(folder.toLowerCase()).toContain('syncpulse');
});

test('a relative home folder leads nowhere into the working folder', () => {
  expect(userFolders({ [HOME_VARIABLE]: 'lab' }).config).toBe(resolve('lab'));
  for (const HOME of ['', 'relative']) {
    const script = `import { userFolders } from './src/main/folders.ts'; console.log(JSON.stringify(userFolders()));`;
    const out = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      env: { PATH: process.env['PATH'], HOME, USERPROFILE: HOME },
      encoding: 'utf8',
    });
    for (const folder of Object.values<string>(JSON.parse(out))) {
      expect(isAbsolute(folder)).toBe(true);
      expect(folder.startsWith(process.cwd())).toBe(false);
    }
  }
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
