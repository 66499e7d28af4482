import { chmod, link, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { call, ORPCError } from '@orpc/server';
import { describe, expect, it, vi } from 'vitest';
import { newFolder } from '../../../test/support/downloads/holders';
import { failed, ok, type ProblemCode } from '../../shared/problem';
import { desktopRouter } from './saved-files';

/** A desktop that records what it is asked to open and to show, over one download that is saved under this name. */
async function startDesktop(name: string, reason = '') {
  const folder = await newFolder();
  const path = join(folder, name);
  await writeFile(path, 'content', { mode: 0o644 });
  const shell = { openPath: vi.fn(async () => reason), showItemInFolder: vi.fn() };
  const downloads = {
    savedPath: (id: string) => (id === 't1' ? ok(path) : failed('not-found', `There is no download ${id}.`)),
  };
  const { open, show } = desktopRouter(downloads, shell);
  const ask =
    (command: typeof open) =>
    (id: unknown = 't1') =>
      call(command, { id } as { id: string });
  return { folder, path, shell, open: ask(open), show: ask(show) };
}

/** @returns the code of the problem that the command was refused with */
async function refusal(answer: Promise<unknown>): Promise<ProblemCode> {
  const error: unknown = await answer.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ORPCError)) throw new Error('it was not refused');
  return error.data.code;
}

describe('a file that was fetched', () => {
  it('is opened and shown by its id', async () => {
    const { path, shell, open, show } = await startDesktop('A song.mp3');
    await expect(open()).resolves.toEqual({ id: 't1' });
    await expect(show()).resolves.toEqual({ id: 't1' });
    expect(shell.openPath).toHaveBeenCalledExactlyOnceWith(path);
    expect(shell.showItemInFolder).toHaveBeenCalledExactlyOnceWith(path);
  });

  it.each([
    'Happy Feet',
    'Invoice.pdf.exe',
    'Photo.jpg.desktop',
    'Photo.JPG.Lnk',
    'Report.docm',
    'Page.html',
    'Picture.svg',
    'Table.csv',
    'Archive.zip',
    'run.sh',
    'txt',
    '_.txt~0123.scr',
  ])('is shown and not opened where it may be a program: %s', async (name) => {
    const { path, shell, open, show } = await startDesktop(name);
    expect(await refusal(open())).toBe('not-possible-now');
    expect(shell.openPath).not.toHaveBeenCalled();
    await show();
    expect(shell.showItemInFolder).toHaveBeenCalledExactlyOnceWith(path);
  });

  it.skipIf(process.platform === 'win32')('is not opened where it is marked as a program', async () => {
    const { path, shell, open } = await startDesktop('Notes.txt');
    await chmod(path, 0o755);
    expect(await refusal(open())).toBe('not-possible-now');
    expect(shell.openPath).not.toHaveBeenCalled();
  });

  it.each([
    '',
    't2',
    't',
    't1/../../etc/passwd',
    '../../etc/passwd',
    '/etc/passwd',
    't1\0',
    'T1',
    't1 ',
    '__proto__',
    1,
    null,
    ['t1'],
    { path: '/etc/passwd' },
  ])('is not found by another id: %j', async (id) => {
    const { shell, open, show } = await startDesktop('Notes.txt');
    expect(['bad-input', 'not-found']).toContain(await refusal(open(id)));
    expect(['bad-input', 'not-found']).toContain(await refusal(show(id)));
    expect(shell.openPath).not.toHaveBeenCalled();
    expect(shell.showItemInFolder).not.toHaveBeenCalled();
  });

  const replacements: [string, (path: string, folder: string) => Promise<unknown>][] = [
    ['a link to another place', async (path) => symlink('/etc/passwd', path)],
    [
      'a link within the folder',
      async (path, folder) => {
        await writeFile(join(folder, 'Other.txt'), 'other');
        await symlink('Other.txt', path);
      },
    ],
    ['a link that leads nowhere', async (path) => symlink('nowhere', path)],
    ['a folder', async (path) => mkdir(path)],
    ['nothing', async () => undefined],
  ];
  it.each(replacements)('is neither opened nor shown where %s took its place', async (_what, replace) => {
    const { path, folder, shell, open, show } = await startDesktop('Notes.txt');
    await rm(path);
    await replace(path, folder);
    expect(['not-possible-now', 'not-found']).toContain(await refusal(open()));
    expect(['not-possible-now', 'not-found']).toContain(await refusal(show()));
    expect(shell.openPath).not.toHaveBeenCalled();
    expect(shell.showItemInFolder).not.toHaveBeenCalled();
  });

  it('is found in a folder that the user reaches by a link', async () => {
    const { folder, path, shell, open } = await startDesktop('Notes.txt');
    const moved = await newFolder();
    await link(path, join(moved, basename(path)));
    await rename(folder, `${folder}-before`);
    await symlink(moved, folder);
    await open();
    expect(shell.openPath).toHaveBeenCalledExactlyOnceWith(join(moved, 'Notes.txt'));
    await rm(folder);
    await rename(`${folder}-before`, folder);
  });

  it('that the system cannot open is reported with its reason', async () => {
    const { open } = await startDesktop('Notes.txt', 'Failed to open path');
    await expect(open()).rejects.toThrow(/could not open “Notes\.txt” \(Failed to open path\)\. Show it/);
  });
});
