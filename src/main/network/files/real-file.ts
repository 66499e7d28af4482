import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { Readable } from 'node:stream';
import { digestOf } from './digests';
import type { FileSource, OpenFile, Span } from './file-source';

const CHUNK = 256 * 1024;
/** Opens without following a link and without waiting on a pipe; both are undefined on Windows, where neither exists. */
const READ_ONLY = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** A file that a shared folder holds. It is looked at anew whenever it is opened, since it may be another by then. */
export function realFile(folder: string, name: string, bytes: number): FileSource {
  return { name, bytes, open: () => openWithin(folder, name) };
}

/**
 * Opens a regular file of a folder for reading. A link is followed only to a file in the same folder.
 *
 * @param folder the folder, as `realpath` has it
 * @param name an entry of it, as a listing gave it: never what came from the network
 * @throws NodeJS.ErrnoException ENOENT where there is no such file to share
 */
export async function openWithin(folder: string, name: string): Promise<OpenFile> {
  const path = await realpath(join(folder, name));
  const inside = path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
  if (!inside) throw notShared(name);
  const handle = await open(path, READ_ONLY);
  const held = new Held(handle);
  try {
    const { size, mtimeNs, dev, ino, mtimeMs, isFile } = await statsOf(handle);
    if (!isFile) throw notShared(name);
    const read = (span: Span) => Readable.from(chunksOf(held, span), { objectMode: false });
    const key = `real ${dev} ${ino} ${size} ${mtimeNs} ${path}`;
    return {
      bytes: size,
      modified: mtimeMs,
      digest: () => digestOf(key, () => read({ start: 0, end: size })),
      read,
      close: () => held.close(),
    };
  } catch (error) {
    await held.close();
    throw error;
  }
}

/** A handle that stays open until the last who reads from it has finished, and is closed then. */
class Held {
  readonly handle: FileHandle;
  #users = 1;
  #closed = false;

  constructor(handle: FileHandle) {
    this.handle = handle;
  }

  take(): void {
    this.#users += 1;
  }

  async giveBack(): Promise<void> {
    this.#users -= 1;
    if (this.#users === 0) await this.handle.close();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.giveBack();
  }
}

async function statsOf(handle: FileHandle) {
  const stats = await handle.stat({ bigint: true });
  const { dev, ino, mtimeNs } = stats;
  return {
    size: Number(stats.size),
    mtimeMs: Number(stats.mtimeMs),
    dev,
    ino,
    mtimeNs,
    isFile: stats.isFile(),
  };
}

/** Ends early where the file has become shorter meanwhile; whoever sends it notices that octets are missing. */
async function* chunksOf(held: Held, { start, end }: Span): AsyncGenerator<Buffer> {
  held.take();
  try {
    for (let at = start; at < end; ) {
      const room = Buffer.allocUnsafe(Math.min(CHUNK, end - at));
      const { bytesRead } = await held.handle.read(room, 0, room.length, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield bytesRead === room.length ? room : room.subarray(0, bytesRead);
    }
  } finally {
    await held.giveBack();
  }
}

function notShared(name: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${name} is not a file of the shared folder`), { code: 'ENOENT' });
}
