import { mkdir, readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import type { PeerId } from '../../../shared/network/events';
import { DiskError } from './disk';

/** What has to be known to go on with a download in another run of the program. */
export interface SavedDownload {
  readonly name: string;
  readonly peer: PeerId | null;
  readonly holders: readonly PeerId[];
  /** Once a holder has said it. */
  readonly offer: { readonly bytes: number; readonly sha256: string } | null;
  readonly missing: readonly { readonly start: number; readonly end: number }[];
}

const peerId = z
  .string()
  .regex(/^.+:\d{1,5}$/)
  .transform((text) => text as PeerId);
const octets = z.int().min(0);
const saved = z.object({
  /** The process that has it in hand. */
  owner: z.int(),
  name: z.string().min(1),
  peer: peerId.nullable(),
  holders: z.array(peerId),
  offer: z.object({ bytes: octets, sha256: z.string().regex(/^[0-9a-f]{64}$/) }).nullable(),
  missing: z.array(z.object({ start: octets, end: octets })),
});

/** Hidden, and in the download folder itself, so that a finished file needs no copying. */
const FOLDER = '.syncpulse';
const FOLDER_TRIES = 10;

/** Where a download is kept until it is whole: the octets, and beside them what is known of them. */
export class DownloadFiles {
  readonly folder: string;
  readonly part: string;
  readonly #state: string;

  /** @param key names it in the folder; digits, letters and dashes */
  constructor(downloads: string, key: string) {
    this.folder = join(downloads, FOLDER);
    this.part = join(this.folder, `${key}.part`);
    this.#state = join(this.folder, `${key}.json`);
  }

  /** Flushing to the platters is not waited for: the digest at the end is what the octets are trusted by. */
  async save(state: SavedDownload): Promise<void> {
    const text = JSON.stringify({ owner: process.pid, ...state });
    // The folder goes with the last download in it, which may be at this very moment.
    for (let tries = FOLDER_TRIES; ; tries -= 1) {
      try {
        await mkdir(this.folder, { recursive: true });
        return await writeFileAtomic(this.#state, text, { fsync: false });
      } catch (error) {
        const gone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
        if (!gone || tries === 0) throw new DiskError('the state could not be kept', { cause: error });
      }
    }
  }

  /** Leaves nothing behind; not the folder either, once it is empty. */
  async remove(): Promise<void> {
    await rm(this.part, { force: true });
    await rm(this.#state, { force: true });
    await rmdir(this.folder).catch(() => undefined);
  }
}

/**
 * @param mine whether this run of the program has that one in hand already
 * @returns downloads that another run has left unfinished; what cannot be read is removed
 */
export async function leftUnfinished(
  downloads: string,
  mine: (key: string) => boolean,
): Promise<{ readonly key: string; readonly state: SavedDownload }[]> {
  const entries = await readdir(join(downloads, FOLDER)).catch(() => []);
  const found: { key: string; state: SavedDownload }[] = [];
  for (const entry of entries) {
    const key = /^([0-9a-z-]+)\.json$/.exec(entry)?.[1];
    if (key === undefined || mine(key)) continue;
    const state = await read(join(downloads, FOLDER, entry));
    if (!state) await new DownloadFiles(downloads, key).remove();
    else if (state.owner === process.pid || !isAlive(state.owner)) found.push({ key, state });
  }
  return found;
}

async function read(path: string): Promise<z.infer<typeof saved> | undefined> {
  try {
    return saved.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
