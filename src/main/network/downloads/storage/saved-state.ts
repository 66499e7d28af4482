import { mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import type { PeerId } from '../../../../shared/network/events';
import { readRegularFile } from '../../files/read-regular-file';
import { claim, type Release } from './claim';
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
const bytes = z.int().min(0);
const saved = z.object({
  name: z.string().min(1),
  peer: peerId.nullable(),
  holders: z.array(peerId),
  offer: z.object({ bytes: bytes, sha256: z.string().regex(/^[0-9a-f]{64}$/) }).nullable(),
  missing: z.array(z.object({ start: bytes, end: bytes })),
});

/** Hidden, and in the download folder itself, so that a finished file needs no copying. */
const FOLDER = '.syncpulse';
const FOLDER_TRIES = 10;
/** A state names up to 100 holders and the missing parts; each takes less than 100 bytes. */
const MAX_STATE_BYTES = 1_000_000;

/** The storage of a download until it is complete: the bytes, and next to them their metadata. */
export class DownloadFiles {
  readonly folder: string;
  readonly part: string;
  readonly #state: string;
  #release: Release | undefined;

  /** @param key names it in the folder; digits, letters and dashes */
  constructor(downloads: string, key: string) {
    this.folder = join(downloads, FOLDER);
    this.part = join(this.folder, `${key}.part`);
    this.#state = join(this.folder, `${key}.json`);
  }

  /**
   * Claims it for this run of the program. Idempotent.
   *
   * @returns whether it is claimed; not where another run has it
   * @throws DiskError
   */
  async claim(): Promise<boolean> {
    try {
      this.#release ??= await this.#whileFolderGoes(() => claim(this.part));
    } catch (error) {
      throw new DiskError('the download could not be claimed', { cause: error });
    }
    return this.#release !== undefined;
  }

  /** Lets another run of the program continue it. */
  async release(): Promise<void> {
    await this.#release?.();
    this.#release = undefined;
  }

  /** Flushing to the platters is not waited for: the digest at the end is what the bytes are trusted by. */
  async save(state: SavedDownload): Promise<void> {
    const text = JSON.stringify(state);
    try {
      await this.#whileFolderGoes(async () => {
        await mkdir(this.folder, { recursive: true });
        await writeFileAtomic(this.#state, text, { fsync: false });
      });
    } catch (error) {
      throw new DiskError('the state could not be kept', { cause: error });
    }
  }

  /** The folder goes with the last download in it, which may be at this very moment. */
  async #whileFolderGoes<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = FOLDER_TRIES; ; tries -= 1) {
      try {
        return await work();
      } catch (error) {
        const gone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
        if (!gone || tries === 0) throw error;
      }
    }
  }

  /** Removes all data, and the folder once it is empty. */
  async remove(): Promise<void> {
    await rm(this.part, { force: true });
    await rm(this.#state, { force: true });
    await this.release();
    await rmdir(this.folder).catch(() => undefined);
  }
}

/** A download that another run of the program has left. */
export interface Unfinished {
  readonly key: string;
  readonly state: SavedDownload;
  /** Claimed for this run. */
  readonly files: DownloadFiles;
}

/**
 * Claims what other runs of the program have left unfinished, and removes what of it cannot be read.
 *
 * @param mine whether this run of the program has that one in hand already
 * @returns those, and whether others belong to a run that lasts or was ended only just now
 */
export async function leftUnfinished(
  downloads: string,
  mine: (key: string) => boolean,
): Promise<{ readonly found: readonly Unfinished[]; readonly claimed: boolean }> {
  const entries = await readdir(join(downloads, FOLDER)).catch(() => []);
  const found: Unfinished[] = [];
  let claimed = false;
  for (const entry of entries) {
    const key = /^([0-9a-z-]+)\.json$/.exec(entry)?.[1];
    if (key === undefined || mine(key)) continue;
    const files = new DownloadFiles(downloads, key);
    // In a folder that cannot be written to, nothing can be continued.
    const ours = await files.claim().catch(() => undefined);
    if (ours === false) claimed = true;
    if (!ours) continue;
    const state = await read(join(downloads, FOLDER, entry));
    if (state) found.push({ key, state, files });
    else await files.remove().catch(() => undefined);
  }
  return { found, claimed };
}

async function read(path: string): Promise<z.infer<typeof saved> | undefined> {
  try {
    return saved.parse(JSON.parse(await readRegularFile(path, MAX_STATE_BYTES)));
  } catch {
    return undefined;
  }
}
