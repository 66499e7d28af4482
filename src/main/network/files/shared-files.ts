import { realpath, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { WordIndex } from '../../../shared/network/search/word-index';
import { failed, ok, type Problem, type Result } from '../../../shared/problem';
import { checkFileName } from '../../../shared/protocol/names';
import type { Runtime } from '../../runtime/runtime';
import type { SharedNames } from './file-server';
import type { FileSource } from './file-source';
import { generatedFile } from './generated-content';
import { realFile } from './real-file';
import { SharedFolder } from './shared-folder';

/** Names that one peer can be given. */
const MAX_NAMES = 1_000;

/** What a peer is to share; what is left out stays as it is. */
export interface Share {
  /** Names in place of those given before. Their content is made up. */
  readonly names?: readonly string[];
  /** Names beside those before, and names that are shared no longer: two edits at a time lose neither. */
  readonly addNames?: readonly string[];
  readonly removeNames?: readonly string[];
  /** A folder in place of the one before; `null` shares none any more. */
  readonly folder?: string | null;
}

/** All that a peer shares, as it can be shared again. */
export interface Shared {
  readonly names: readonly string[];
  readonly folder: string | null;
  /** Downloaded files: where each is, by its name in the network. */
  readonly fetched: ReadonlyMap<string, string>;
}

/** What changed of what a peer shares; a file whose size changed is among the added. */
export interface FilesChange {
  readonly added: readonly { readonly name: string; readonly bytes: number }[];
  readonly removed: readonly string[];
}

/** What one peer shares: names that were given to it, whose content is made up, and the files of a real folder. */
export class SharedFiles implements SharedNames {
  readonly #runtime: Runtime;
  readonly #changed: (change: FilesChange) => void;
  #named: ReadonlyMap<string, FileSource> = new Map();
  readonly #fetched = new Map<string, FileSource>();
  /** Where each downloaded file is. */
  readonly #paths = new Map<string, string>();
  #folder: SharedFolder | undefined;
  #all: ReadonlyMap<string, FileSource> = new Map();
  readonly #index = new WordIndex();
  #stopped = false;

  /** @param changed told of every change, and of nothing else */
  constructor(runtime: Runtime, changed: (change: FilesChange) => void) {
    this.#runtime = runtime;
    this.#changed = changed;
  }

  /** What it was told to share. */
  get told(): { readonly names: readonly string[]; readonly folder: string | null } {
    return { names: [...this.#named.keys()], folder: this.#folder?.path ?? null };
  }

  /** All that it shares. */
  get shared(): Shared {
    return { ...this.told, fetched: new Map(this.#paths) };
  }

  /** Shares what another shared. @returns what could not be shared again */
  async shareAgain({ names, folder, fetched }: Shared): Promise<readonly Problem[]> {
    const results = [await this.share({ names }), await this.share({ folder })];
    for (const [name, path] of fetched) {
      await this.addFetched(name, path);
      if (this.#fetched.has(name)) continue;
      results.push(failed('not-found', `The downloaded file “${name}” is no longer at ${path}.`));
    }
    return results.flatMap((result) => (result.ok ? [] : [result.error]));
  }

  /** @returns the names that a query finds */
  matching(query: string): readonly string[] {
    return this.#index.find(query);
  }

  list(): readonly FileSource[] {
    return [...this.#all.values()];
  }

  find(name: string): FileSource | undefined {
    return this.#all.get(name);
  }

  /** @returns why not, for a name that the protocol cannot say, or a folder that cannot be read */
  async share({ names, addNames = [], removeNames = [], folder }: Share): Promise<Result> {
    const removed = new Set(removeNames);
    const wanted = [...(names ?? this.#named.keys()), ...addNames].filter((name) => !removed.has(name));
    const changes = names !== undefined || addNames.length > 0 || removed.size > 0;
    const named = changes ? this.#shareNames(wanted) : ok();
    if (!named.ok || folder === undefined) return named;
    return this.#shareFolder(folder);
  }

  #shareNames(names: readonly string[]): Result {
    const named = new Map<string, FileSource>();
    for (const name of names) {
      const checked = checkFileName(name);
      if (!checked.ok) return failed('bad-input', checked.error.sentence);
      named.set(checked.name, generatedFile(checked.name));
    }
    if (named.size > MAX_NAMES) {
      return failed('bad-input', `A peer shares at most ${MAX_NAMES} names; share a folder instead.`);
    }
    this.#named = named;
    this.#recount();
    return ok();
  }

  async #shareFolder(path: string | null): Promise<Result> {
    const opened =
      path === null ? ok(undefined) : await SharedFolder.open(this.#runtime, path, () => this.#recount());
    if (!opened.ok) return opened;
    if (this.#stopped) {
      opened.value?.stop();
      return ok();
    }
    this.#folder?.stop();
    this.#folder = opened.value;
    this.#recount();
    return ok();
  }

  /**
   * Shares a downloaded file under the name it has in the network, which is not always its name on the disk. A name that
   * the protocol cannot carry, and a file that is gone, are left out.
   */
  async addFetched(name: string, path: string): Promise<void> {
    if (!checkFileName(name).ok || this.#fetched.size >= MAX_NAMES) return;
    try {
      const [folder, { size }] = await this.#runtime.outside(() =>
        Promise.all([realpath(dirname(path)), stat(path)]),
      );
      this.#fetched.set(name, { ...realFile(folder, basename(path), size, this.#runtime), name });
      this.#paths.set(name, path);
    } catch {
      return;
    }
    if (!this.#stopped) this.#recount();
  }

  /** Ends the watching of the folder. Idempotent. */
  stop(): void {
    this.#stopped = true;
    this.#folder?.stop();
  }

  /** Of one name, a file of the folder goes first, then a downloaded one, then made-up content. */
  #recount(): void {
    const before = this.#all;
    this.#all = new Map([...this.#named, ...this.#fetched, ...(this.#folder?.files ?? [])]);
    const added = this.list()
      .filter(({ name, bytes }) => before.get(name)?.bytes !== bytes)
      .map(({ name, bytes }) => ({ name, bytes }));
    const removed = [...before.keys()].filter((name) => !this.#all.has(name));
    for (const { name } of added) this.#index.add(name);
    for (const name of removed) this.#index.remove(name);
    if (added.length > 0 || removed.length > 0) this.#changed({ added, removed });
  }
}
