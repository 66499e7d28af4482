import { createHash } from 'node:crypto';
import { type FileHandle, link, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Runtime } from '../../../runtime/runtime';
import { systemRuntime } from '../../../runtime/system';
import { sha256 } from '../../files/digests';
import { DiskError } from './disk';
import { foldedKey } from './safe-name';

/** Bytes gathered before they are written: many small writes cost more than the copying. */
const BATCH_BYTES = 1024 * 1024;
const READ_BYTES = 1024 * 1024;
/** Bytes after which what is written is sent on to the disk meanwhile, so that little is left to wait for at the end. */
const SYNC_AFTER_BYTES = 32 * 1024 * 1024;

/** Takes the bytes of one part, in order. */
export interface PartWriter {
  /** Up to where the file is written. */
  readonly written: number;
  /** @returns a promise when more is waiting to be written than should */
  take(bytes: Buffer): Promise<void> | undefined;
  /** Resolves once all that was taken is written. @throws DiskError */
  flush(): Promise<void>;
}

/**
 * What has come of a download, in a folder of its own until it is whole. It appears under its name only then, all at
 * once, and never in the place of another file.
 */
export class PartialFile {
  readonly #runtime: Runtime;
  readonly #path: string;
  readonly #handle: FileHandle;
  #hash = createHash('sha256');
  /** Bytes hashed as they came; undefined once they came out of order. */
  #hashed: number | undefined;
  #unsynced = 0;
  #syncing: Promise<void> | undefined;

  private constructor(path: string, handle: FileHandle, size: number, runtime: Runtime) {
    this.#runtime = runtime;
    this.#path = path;
    this.#handle = handle;
    this.#hashed = size === 0 ? 0 : undefined;
  }

  /** Opens the existing file, or creates it. @throws DiskError */
  static async open(path: string, runtime: Runtime = systemRuntime): Promise<PartialFile> {
    return onDisk(runtime, async () => {
      const handle = await open(path, 'a+').then(async (made) => {
        // Appending ignores positions; it was only to create the file without emptying one that is there.
        await made.close();
        return open(path, 'r+');
      });
      return new PartialFile(path, handle, (await handle.stat()).size, runtime);
    });
  }

  /** @param start where the part begins in the file */
  writer(start: number): PartWriter {
    let at = start;
    let batch: Buffer[] = [];
    let gathered = 0;
    let written = start;
    let writing: Promise<void> | undefined;
    const write = (): Promise<void> => {
      const bytes = batch;
      const position = at - gathered;
      const end = at;
      batch = [];
      gathered = 0;
      const before = writing ?? Promise.resolve();
      const mine = before.then(async () => {
        await onDisk(this.#runtime, () => writeAll(this.#handle, bytes, position));
        written = end;
        this.#syncMeanwhile(end - position);
      });
      // Whoever waits is told; until then it must not count as unhandled.
      mine.catch(() => undefined);
      writing = mine;
      return mine;
    };
    return {
      get written() {
        return written;
      },
      take: (bytes) => {
        this.#hashNext(at, bytes);
        batch.push(bytes);
        at += bytes.length;
        gathered += bytes.length;
        if (gathered < BATCH_BYTES) return undefined;
        const before = writing;
        void write().catch(() => undefined);
        return before;
      },
      flush: () => (gathered > 0 ? write() : (writing ?? Promise.resolve())),
    };
  }

  /** @returns the SHA-256 of the first `bytes` bytes, in hex: as they came, else as they lie on the disk */
  async digest(bytes: number): Promise<string> {
    if (this.#hashed === bytes) return this.#hash.copy().digest('hex');
    return onDisk(this.#runtime, () => sha256(Readable.from(this.#chunks(bytes), { objectMode: false })));
  }

  /** Discards the received bytes, and begins again. */
  async empty(): Promise<void> {
    await onDisk(this.#runtime, () => this.#handle.truncate(0));
    this.#hash = createHash('sha256');
    this.#hashed = 0;
  }

  /**
   * Makes the whole file appear in a folder, under the first of these names that is free (names that differ in case
   * alone count as one). What is written is on the disk before the name is.
   *
   * @param candidates safe ones
   * @returns the path; undefined where all of them are taken. @throws DiskError
   */
  async publish(folder: string, candidates: Iterable<string>): Promise<string | undefined> {
    return onDisk(this.#runtime, async () => {
      await this.#syncing;
      await this.#handle.sync();
      const taken = new Set((await readdir(folder)).map(foldedKey));
      for (const candidate of candidates) {
        if (taken.has(foldedKey(candidate))) continue;
        const path = join(folder, candidate);
        if (await appear(this.#path, path)) {
          await syncFolder(folder);
          return path;
        }
      }
      return undefined;
    });
  }

  /**
   * Makes the whole file appear in a folder in the place of one of that name. What is written is on the disk before.
   *
   * @param name a safe one
   * @throws DiskError
   */
  async replace(folder: string, name: string): Promise<string> {
    return onDisk(this.#runtime, async () => {
      await this.#syncing;
      await this.#handle.sync();
      const path = join(folder, name);
      await rename(this.#path, path);
      await syncFolder(folder);
      return path;
    });
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await this.#syncing;
    await this.#runtime.outside(() => this.#handle.close());
  }

  /** A failure shows itself again when all of it is synced. */
  #syncMeanwhile(bytes: number): void {
    this.#unsynced += bytes;
    if (this.#unsynced < SYNC_AFTER_BYTES || this.#syncing) return;
    this.#unsynced = 0;
    this.#syncing = this.#handle
      .datasync()
      .catch(() => undefined)
      .then(() => {
        this.#syncing = undefined;
      });
  }

  #hashNext(at: number, bytes: Buffer): void {
    if (this.#hashed !== at) {
      this.#hashed = undefined;
      return;
    }
    this.#hash.update(bytes);
    this.#hashed += bytes.length;
  }

  async *#chunks(bytes: number): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes; ) {
      const room = Buffer.allocUnsafe(Math.min(READ_BYTES, bytes - at));
      const { bytesRead } = await this.#handle.read(room, 0, room.length, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield room.subarray(0, bytesRead);
    }
  }
}

/** A link fails where the name is taken, which a rename does not; where there are no links, a rename has to do. */
async function appear(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    await rm(from);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EEXIST') return false;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EMLINK' && code !== 'ENOSYS') throw error;
    await rename(from, to);
    return true;
  }
}

/** Windows knows no such thing; there the name is as safe as it gets. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

async function writeAll(handle: FileHandle, bytes: readonly Buffer[], start: number): Promise<void> {
  let left = bytes;
  for (let at = start; left.length > 0; ) {
    const { bytesWritten } = await handle.writev([...left], at);
    at += bytesWritten;
    left = without(left, bytesWritten);
  }
}

/** @returns what is left after so many bytes were written */
function without(bytes: readonly Buffer[], written: number): readonly Buffer[] {
  let skip = written;
  const index = bytes.findIndex((one) => {
    if (one.length > skip) return true;
    skip -= one.length;
    return false;
  });
  if (index === -1) return [];
  const [first, ...others] = bytes.slice(index);
  return first ? [first.subarray(skip), ...others] : [];
}

async function onDisk<T>(runtime: Runtime, work: () => Promise<T>): Promise<T> {
  try {
    return await runtime.outside(work);
  } catch (error) {
    throw error instanceof DiskError ? error : new DiskError('the disk failed', { cause: error });
  }
}
