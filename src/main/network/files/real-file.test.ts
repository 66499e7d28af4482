import { execFile } from 'node:child_process';
import { readlink, realpath, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, expect, test, vi } from 'vitest';
import { newFolder } from '../../../../test/support/downloads/holders';
import { openWithin } from './real-file';

vi.mock('node:fs/promises', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:fs/promises')>();
  return { ...original, readlink: vi.fn(original.readlink), realpath: vi.fn(original.realpath) };
});

beforeEach(() => {
  vi.mocked(readlink).mockClear();
  vi.mocked(realpath).mockClear();
});

async function textOf(folder: string, name: string): Promise<string> {
  const file = await openWithin(folder, name);
  const chunks: Buffer[] = [];
  for await (const chunk of file.read({ start: 0, end: file.bytes })) chunks.push(chunk);
  await file.close();
  return Buffer.concat(chunks).toString();
}

async function twoFolders() {
  const folder = await realpath(await newFolder());
  const outside = await realpath(await newFolder());
  await writeFile(join(folder, 'notes.txt'), 'public');
  await writeFile(join(outside, 'notes.txt'), 'secret');
  return { folder, outside };
}

/** After the next path was resolved, and before it is opened, this is done. */
function afterNextRealpath(work: () => Promise<void>): void {
  const original = vi.mocked(realpath).getMockImplementation();
  vi.mocked(realpath).mockImplementationOnce(async (path) => {
    const resolved = (await original?.(path)) as string;
    await work();
    return resolved;
  });
}

test('a file of the folder is read, also by a link that leads to it', async () => {
  const { folder } = await twoFolders();
  await symlink('notes.txt', join(folder, 'link.txt'));
  expect(await textOf(folder, 'notes.txt')).toBe('public');
  expect(await textOf(folder, 'link.txt')).toBe('public');
});

test.each([
  ['by the path of the open file', true],
  ['by its identity, where the system does not tell the path', false],
])(
  'a folder that is replaced by a link while a file of it is opened leaks nothing: %s',
  async (_how, proc) => {
    const { folder, outside } = await twoFolders();
    if (!proc) vi.mocked(readlink).mockRejectedValueOnce(new Error('no /proc here'));
    afterNextRealpath(async () => {
      await rename(folder, `${folder}.moved`);
      await symlink(outside, folder);
    });
    await expect(textOf(folder, 'notes.txt')).rejects.toMatchObject({ code: 'ENOENT' });
  },
);

test('a file that is replaced by a link while it is opened leaks nothing', async () => {
  const { folder, outside } = await twoFolders();
  afterNextRealpath(async () => {
    await rename(join(folder, 'notes.txt'), join(folder, 'moved.txt'));
    await symlink(join(outside, 'notes.txt'), join(folder, 'notes.txt'));
  });
  await expect(textOf(folder, 'notes.txt')).rejects.toMatchObject({ code: 'ENOENT' });
});

test.skipIf(process.platform === 'win32')(
  'a pipe that takes the place of a file is not waited for',
  async () => {
    const { folder } = await twoFolders();
    await promisify(execFile)('mkfifo', [join(folder, 'pipe')]);
    await expect(textOf(folder, 'pipe')).rejects.toMatchObject({ code: 'ENOENT' });
  },
);
