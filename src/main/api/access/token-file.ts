import { randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';

const TOKEN_BYTES = 32;
const TOKEN_FORM = /^[A-Za-z0-9_-]{43}$/;
const OTHERS = 0o077;

export interface Token {
  readonly token: string;
  /** The token file; absent where the token is valid for this run only. */
  readonly file?: string;
  /** One line for the user when a token that other users could read was replaced. */
  readonly notice?: string;
}

export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/**
 * The lab's token: 32 random bytes in base64url, in the file `token` of the data folder, readable by its owner
 * only. It is used again from run to run, so that an open browser tab continues after a restart, and two labs at
 * once share it; delete the file for a new one. A file that other users could read is replaced.
 *
 * @throws NodeJS.ErrnoException when the folder cannot be written
 */
export async function readOrMakeToken(folder: string): Promise<Token> {
  const file = join(folder, 'token');
  const kept = await readKept(file);
  if (kept.token !== undefined) return { token: kept.token, file };
  const token = newToken();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // A symbolic link would be followed, and the token written to a path of another user's choice.
  if (kept.exposed) await rm(file, { force: true });
  await writeFileAtomic(file, `${token}\n`, { mode: 0o600 });
  if (process.platform !== 'win32') await chmod(file, 0o600);
  return kept.exposed
    ? { token, file, notice: `${file} could be read by others; it holds a new token now` }
    : { token, file };
}

async function readKept(file: string): Promise<{ token?: string; exposed: boolean }> {
  try {
    const stats = await lstat(file);
    // Windows has no such mode bits: there the access rights of the user's folder protect the file.
    const exposed = process.platform !== 'win32' && (!stats.isFile() || (stats.mode & OTHERS) !== 0);
    if (exposed) return { exposed };
    const token = (await readFile(file, 'utf8')).trim();
    return TOKEN_FORM.test(token) ? { token, exposed } : { exposed };
  } catch {
    return { exposed: false };
  }
}
