import { type FSWatcher, watch } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { failed, ok, type Result } from '../../../shared/problem';
import { checkFileName } from '../../../shared/protocol/names';
import type { Runtime, Timer } from '../../runtime/runtime';
import type { FileSource } from './file-source';
import { pathWithin, realFile } from './real-file';

/** Files shared from one folder; what is more is left out. */
const MAX_FILES = 10_000;
/** Milliseconds that a folder is given to settle after a change before it is looked at again. */
const SETTLING_MS = 60;

/**
 * The files of a real folder, watched: not those of its sub-folders, not hidden ones, not those with a name that the
 * protocol cannot say, and not what a link leads to, unless that lies directly in the folder, too.
 */
export class SharedFolder {
  /** As `realpath` has it. */
  readonly path: string;
  readonly #runtime: Runtime;
  readonly #changed: () => void;
  #files: ReadonlyMap<string, FileSource> = new Map();
  #watcher: FSWatcher | undefined;
  #settling: Timer | undefined;
  #looking: Promise<void> | undefined;
  #stopped = false;

  private constructor(runtime: Runtime, path: string, changed: () => void) {
    this.#runtime = runtime;
    this.path = path;
    this.#changed = changed;
  }

  /** @param changed called after a change of {@link files}, never before this has returned */
  static async open(runtime: Runtime, path: string, changed: () => void): Promise<Result<SharedFolder>> {
    try {
      const folder = new SharedFolder(runtime, await runtime.outside(() => realpath(path)), changed);
      // Watched first, so that nothing is missed between the first look and the first event.
      folder.#watch();
      folder.#files = await runtime.outside(() => filesIn(folder.path, runtime));
      return ok(folder);
    } catch (error) {
      const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      return failed(
        'bad-input',
        `The folder ${path} cannot be shared (${why}). Choose one that you can read.`,
      );
    }
  }

  get files(): ReadonlyMap<string, FileSource> {
    return this.#files;
  }

  /** Ends the watching. Idempotent. */
  stop(): void {
    this.#stopped = true;
    this.#watcher?.close();
    this.#settling?.cancel();
  }

  #watch(): void {
    this.#watcher = watch(this.path, { persistent: false }, () => this.#lookSoon());
    // A folder that is taken away ends its watch; what was in it is gone, and the next look says so.
    this.#watcher.on('error', () => this.#lookSoon());
  }

  #lookSoon(): void {
    if (this.#stopped) return;
    this.#settling ??= this.#runtime.setTimer(SETTLING_MS, () => {
      this.#settling = undefined;
      this.#looking = (this.#looking ?? Promise.resolve()).then(() => this.#look());
    });
  }

  async #look(): Promise<void> {
    const files = await this.#runtime
      .outside(() => filesIn(this.path, this.#runtime))
      .catch(() => new Map<string, FileSource>());
    if (this.#stopped) return;
    this.#files = files;
    this.#changed();
  }
}

async function filesIn(folder: string, runtime: Runtime): Promise<Map<string, FileSource>> {
  const files = new Map<string, FileSource>();
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (files.size >= MAX_FILES) break;
    const { name } = entry;
    if (name.startsWith('.') || !checkFileName(name).ok) continue;
    if (!entry.isFile() && !entry.isSymbolicLink()) continue;
    const bytes = await sizeWithin(folder, name);
    if (bytes !== undefined) files.set(name, realFile(folder, name, bytes, runtime));
  }
  return files;
}

/** @returns undefined for what is not a regular file of this folder, or went away meanwhile */
async function sizeWithin(folder: string, name: string): Promise<number | undefined> {
  try {
    const path = await pathWithin(folder, name);
    if (path === undefined) return undefined;
    const stats = await stat(path);
    return stats.isFile() ? stats.size : undefined;
  } catch {
    return undefined;
  }
}
