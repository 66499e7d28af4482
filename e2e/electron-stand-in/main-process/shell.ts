import { access } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { OpenedOutside } from '../messages';
import { loud, UnknownToStandInError } from './loud';
import { answer } from './wire';

/** What the app gave to the desktop, in its order. Nothing is really opened. */
const outside: OpenedOutside[] = [];
answer('opened-outside', () => outside);

export const shell = loud('shell', {
  async openExternal(url: string): Promise<void> {
    outside.push({ by: 'openExternal', what: text(url) });
  },

  /** Electron resolves with the reason where the system refuses, and never rejects for it. */
  async openPath(path: string): Promise<string> {
    const what = absolute('openPath', path);
    const isThere = await access(what).then(
      () => true,
      () => false,
    );
    if (!isThere) return 'Failed to open path';
    outside.push({ by: 'openPath', what });
    return '';
  },

  showItemInFolder(path: string): void {
    outside.push({ by: 'showItemInFolder', what: absolute('showItemInFolder', path) });
  },
});

/** Electron converts its arguments itself, and throws where that cannot be done. */
function text(argument: unknown): string {
  if (typeof argument === 'string') return argument;
  throw new TypeError('Error processing argument at index 0, conversion failure');
}

/** A relative path would be one of the working folder here, and of another place or none with Electron. */
function absolute(call: string, argument: unknown): string {
  const path = text(argument);
  if (!isAbsolute(path)) throw new UnknownToStandInError(`shell.${call} of the relative path ${path}`);
  return path;
}
