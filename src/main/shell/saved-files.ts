import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { implement } from '@orpc/server';
import { desktopContract } from '../../shared/contract/desktop';
import type { TransferId } from '../../shared/network/events';
import { mayBeOpened } from '../../shared/openable';
import { failed, ok, type Result } from '../../shared/problem';
import { printable } from '../../shared/text/printable';
import { toProblemErrors, valueOrThrow } from '../api/commands/problem-error';
import type { Downloads } from '../network/downloads/downloads';

/** What is needed of Electron's `shell`. */
export type FileShell = Pick<Electron.Shell, 'openPath' | 'showItemInFolder'>;

/** Handles what the desktop window asks about the files that were fetched. */
export function desktopRouter(downloads: Pick<Downloads, 'savedPath'>, shell: FileShell) {
  const os = implement(desktopContract).use(toProblemErrors);
  return {
    open: os.open.handler(async ({ input }) => {
      valueOrThrow(await openSaved(downloads, input.id, shell));
      return input;
    }),
    show: os.show.handler(async ({ input }) => {
      shell.showItemInFolder(valueOrThrow(await savedFile(downloads, input.id)).path);
      return input;
    }),
  };
}

async function openSaved(
  downloads: Pick<Downloads, 'savedPath'>,
  id: TransferId,
  shell: FileShell,
): Promise<Result> {
  const found = await savedFile(downloads, id);
  if (!found.ok) return found;
  const { path, isExecutable } = found.value;
  const shown = printable(basename(path));
  if (isExecutable || !mayBeOpened(basename(path)))
    return failed(
      'not-possible-now',
      `“${shown}” is not opened from here: a remote peer chose what it contains, and this kind of file can run a program. Show it in its folder.`,
    );
  const reason = await shell.openPath(path);
  return reason === ''
    ? ok()
    : failed(
        'not-possible-now',
        `The system could not open “${shown}” (${reason}). Show it in its folder, and choose a program there.`,
      );
}

interface SavedFile {
  readonly path: string;
  /** Marked as a program. Nothing that is fetched is; another program may have done it since. */
  readonly isExecutable: boolean;
}

/**
 * Finds the file of a download that is saved, and checks that it still is what was saved: a regular file that lies itself
 * in the folder, where nothing was replaced by a link. (Whoever can replace it between this and the next step has the
 * rights of this user already.)
 */
async function savedFile(
  downloads: Pick<Downloads, 'savedPath'>,
  id: TransferId,
): Promise<Result<SavedFile>> {
  const saved = downloads.savedPath(id);
  if (!saved.ok) return saved;
  const shown = printable(basename(saved.value));
  try {
    // The folder may be reached by a link, as the user has set it; its entry may not be one.
    const path = join(await realpath(dirname(saved.value)), basename(saved.value));
    const stats = await lstat(path);
    return stats.isFile()
      ? ok({ path, isExecutable: process.platform !== 'win32' && (stats.mode & 0o111) !== 0 })
      : failed(
          'not-possible-now',
          `“${shown}” is not the file that was saved: a link or a folder took its place. Look at it with another program.`,
        );
  } catch {
    return failed('not-found', `“${shown}” is not in its folder any more. Download it again.`);
  }
}
