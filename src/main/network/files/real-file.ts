import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readlink, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import type { Runtime } from '../../runtime/runtime';
import { systemRuntime } from '../../runtime/system';
import { digestOf } from './digests';
import type { FileSource, OpenFile, Span } from './file-source';

const CHUNK_BYTES = 256 * 1024;
/** Opens without following a link and without waiting on a pipe; both are undefined on Windows, where neither exists. */
const READ_ONLY = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** What opening reports for a link, a socket, a device without a driver, and a folder that was replaced by a file. */
const NO_FILE_CODES = new Set(['ELOOP', 'ENXIO', 'ENODEV', 'ENOTDIR']);

/** A file that a shared folder holds. It is looked at anew whenever it is opened, since it may be another by then. */
export function realFile(folder: string, name: string, bytes: number, runtime: Runtime): FileSource {
  return { name, bytes, open: () => openWithin(folder, name, runtime) };
}

/**
 * Opens a regular file of a folder for reading. A link is followed only to a file directly in the same folder: then no
 * directory below the folder can be replaced while the file is opened. What was opened is examined after it was opened,
 * since the file, or the folder, may have been replaced by a link in between.
 *
 * @param folder the folder, as `realpath` has it
 * @param name an entry of it, as a listing gave it: never what came from the network
 * @throws NodeJS.ErrnoException ENOENT where there is no such file to share
 */
export function openWithin(
  folder: string,
  name: string,
  runtime: Runtime = systemRuntime,
): Promise<OpenFile> {
  return runtime.outside(() => openNow(folder, name, runtime));
}

async function openNow(folder: string, name: string, runtime: Runtime): Promise<OpenFile> {
  const path = await pathWithin(folder, name);
  if (path === undefined) throw notShared(name);
  const handle = await open(path, READ_ONLY).catch((error: NodeJS.ErrnoException) => {
    throw NO_FILE_CODES.has(error.code ?? '') ? notShared(name) : error;
  });
  const held = new RefCountedHandle(handle);
  try {
    const { size, mtimeNs, dev, ino, mtimeMs, isFile } = await statsOf(handle);
    if (!isFile || !(await isDirectlyIn(folder, name, handle, { dev, ino }))) throw notShared(name);
    const read = (span: Span) => Readable.from(chunksOf(runtime, held, span), { objectMode: false });
    const key = `real ${dev} ${ino} ${size} ${mtimeNs} ${path}`;
    return {
      bytes: size,
      modified: mtimeMs,
      digest: () => digestOf(key, () => read({ start: 0, end: size })),
      read,
      close: () => runtime.outside(() => held.close()),
    };
  } catch (error) {
    await held.close();
    throw error;
  }
}

/**
 * @param folder as `realpath` has it
 * @returns where an entry lies, with its link followed; undefined where that is not directly in the folder
 */
export async function pathWithin(folder: string, name: string): Promise<string | undefined> {
  const path = await realpath(join(folder, name));
  return dirname(path) === folder ? path : undefined;
}

/** Linux names the path of an open file. On other systems, the entry must still be the file that was opened. */
async function isDirectlyIn(
  folder: string,
  name: string,
  handle: FileHandle,
  { dev, ino }: { readonly dev: bigint; readonly ino: bigint },
): Promise<boolean> {
  const opened = await readlink(`/proc/self/fd/${handle.fd}`).catch(() => undefined);
  if (opened !== undefined) return dirname(opened) === folder;
  const path = await pathWithin(folder, name);
  if (path === undefined) return false;
  const now = await lstat(path, { bigint: true });
  return now.dev === dev && now.ino === ino;
}

/** A handle that stays open until the last who reads from it has finished, and is closed then. */
class RefCountedHandle {
  readonly handle: FileHandle;
  #users = 1;
  #closed = false;

  constructor(handle: FileHandle) {
    this.handle = handle;
  }

  take(): void {
    this.#users += 1;
  }

  async release(): Promise<void> {
    this.#users -= 1;
    if (this.#users === 0) await this.handle.close();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.release();
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

/** Ends early where the file has become shorter meanwhile; whoever sends it notices that bytes are missing. */
async function* chunksOf(
  runtime: Runtime,
  held: RefCountedHandle,
  { start, end }: Span,
): AsyncGenerator<Buffer> {
  held.take();
  try {
    for (let at = start; at < end; ) {
      const room = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, end - at));
      const { bytesRead } = await runtime.outside(() => held.handle.read(room, 0, room.length, at));
      if (bytesRead === 0) return;
      at += bytesRead;
      yield bytesRead === room.length ? room : room.subarray(0, bytesRead);
    }
  } finally {
    await runtime.outside(() => held.release());
  }
}

function notShared(name: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${name} is not a file of the shared folder`), { code: 'ENOENT' });
}
