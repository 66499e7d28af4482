import type { EventBody, NetworkEvent, PeerId, Phase, TransferId } from '../../../shared/network/events';
import { failed, ok, type Result } from '../../../shared/problem';
import { type Address, parseAddress } from '../../../shared/protocol/address';
import { MAX_NAME_BYTES } from '../../../shared/protocol/names';
import { hexadecimal, type Random } from '../../runtime/random';
import type { Runtime, Timer } from '../../runtime/runtime';
import type { Connection } from '../../transport/transport';
import { Download, type DownloadOptions } from './download';
import { CLAIM_VOID_AFTER_MS } from './storage/claim';
import { leftUnfinished, type SavedDownload, type Unfinished } from './storage/saved-state';

/** Maximum number of concurrent downloads, and of stored finished ones. */
const MAX_CONCURRENT = 64;
const MAX_KNOWN = 100;
const STALL_MS = 5_000;
const PATIENCE_MS = 20_000;
/** Milliseconds until the holders are tried again while none answers: an external one may return without a message. */
const RETRY_INTERVAL_MS = 15_000;
/** Maximum number of holders of one download. */
const MAX_HOLDERS = 100;

export interface DownloadRequest {
  readonly name: string;
  /** The peer that downloads; default: none. */
  readonly peer?: PeerId;
  /** Default: every hosted peer that shares a file of that name. */
  readonly holders?: readonly PeerId[];
  /** In hex: the requested content. Default: what most holders have. */
  readonly sha256?: string;
}

/** The data of a download that its events do not contain. */
export interface DownloadDetail {
  /** Bytes a second, over the last seconds. */
  readonly rate: number;
  /** Where the file is, once it is whole and verified. */
  readonly path: string | null;
  readonly sha256: string | null;
}

export interface DownloadsOptions {
  readonly runtime: Runtime;
  /** Opens a connection of a peer; null: of no peer. */
  readonly connect: (peer: PeerId | null, to: Address) => Connection;
  readonly emit: (body: EventBody) => void;
  /** Where files appear; read whenever a download begins. */
  readonly folder: () => string;
  /** The known holders of a file of that name. */
  readonly holdersOf: (name: string) => readonly PeerId[];
  /** Called with each file that is whole and verified, and the peer that fetched it. */
  readonly onFetched?: (fetched: { peer: PeerId | null; name: string; path: string }) => void;
  /** Other times than the usual ones, and what else a test may want to set. */
  readonly means?: Partial<Pick<DownloadOptions, 'stall' | 'patience' | 'free'>> & {
    /** Milliseconds until downloads that another run has are examined again. */
    readonly examineAgain?: number;
  };
}

/** Every download of this process: the running, the paused, and the last ended ones. */
export class Downloads {
  readonly #options: DownloadsOptions;
  readonly #known = new Map<TransferId, Download>();
  readonly #keys = new Set<string>();
  readonly #retries = new Map<Download, Timer>();
  readonly #random: Random;
  #counted = 0;
  #stopped = false;
  #examining: Timer | undefined;

  constructor(options: DownloadsOptions) {
    this.#options = options;
    this.#random = options.runtime.random.fork('downloads');
  }

  /**
   * Finds what an earlier run of the program left unfinished. It rests until it is resumed. What another run still has,
   * or had until just now, is examined again from time to time.
   */
  async findUnfinished(): Promise<void> {
    const folder = this.#options.folder();
    const { found, claimed } = await this.#options.runtime.outside(() =>
      leftUnfinished(folder, (one) => this.#keys.has(one)),
    );
    for (const left of found) {
      if (this.#stopped) await this.#options.runtime.outside(() => left.files.release());
      else this.#add(left.state, folder, left.key, left);
    }
    if (!claimed || this.#stopped) return;
    const again = this.#options.means?.examineAgain ?? CLAIM_VOID_AFTER_MS + 1_000;
    this.#examining?.cancel();
    this.#examining = this.#options.runtime.setTimer(again, () => void this.findUnfinished());
  }

  start({ name, peer, holders, sha256 }: DownloadRequest): Result<TransferId> {
    const known = holders ?? this.#options.holdersOf(name);
    const problem = this.#whyNot(name, peer ?? null, known);
    if (problem) return problem;
    const wanted = { name, peer: peer ?? null, holders: [...new Set(known)], ...(sha256 && { sha256 }) };
    const download = this.#add(wanted, this.#options.folder(), hexadecimal(16, this.#random));
    download.start();
    return ok(download.id);
  }

  /** Asks again for what waits and may have a holder now: one is back, or another shares the file or was found. */
  notice(event: NetworkEvent): void {
    if (this.#retries.size === 0) return;
    for (const download of [...this.#retries.keys()]) {
      const holder = holderIn(event, download);
      if (holder !== undefined) this.#retry(download, [holder]);
    }
  }

  async pause(id: TransferId): Promise<Result> {
    const found = this.#going(id);
    if (found.ok) await found.value.pause();
    return found.ok ? ok() : found;
  }

  /** @param holders take the place of those before; default: those, or whoever shares the name by now */
  resume(id: TransferId, holders?: readonly PeerId[]): Result {
    const found = this.#going(id);
    if (!found.ok) return found;
    const download = found.value;
    const wrong = whatIsWrongWith(holders ?? []);
    if (wrong) return wrong;
    const now = holders ?? this.#options.holdersOf(download.name);
    download.start(now.length > 0 ? [...new Set(now)] : undefined);
    return ok();
  }

  async cancel(id: TransferId): Promise<Result> {
    const found = this.#going(id);
    if (found.ok) await found.value.cancel();
    return found.ok ? ok() : found;
  }

  detail(id: TransferId): DownloadDetail {
    const download = this.#known.get(id);
    return {
      rate: download?.running ? download.rate.at(this.#options.runtime.now()) : 0,
      path: download?.path ?? null,
      sha256: download?.sha256 ?? null,
    };
  }

  /** @returns the absolute path of a file that was fetched, once it is whole and verified; not whether it is still there */
  savedPath(id: TransferId): Result<string> {
    const download = this.#known.get(id);
    if (!download) return failed('not-found', `There is no download ${id}.`);
    return download.path === null
      ? failed('not-possible-now', `“${download.name}” is not saved. Wait until it is whole and verified.`)
      : ok(download.path);
  }

  /** Resolves when it is whole, has failed, or waits to be resumed. */
  async settled(id: TransferId): Promise<void> {
    await this.#known.get(id)?.settled();
  }

  /** Pauses every download; they can be resumed in the next run. Idempotent. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#examining?.cancel();
    for (const timer of this.#retries.values()) timer.cancel();
    this.#retries.clear();
    await Promise.all([...this.#known.values()].map((download) => download.leave()));
  }

  #add(
    { name, peer, holders, sha256 }: Pick<SavedDownload, 'name' | 'peer' | 'holders'> & { sha256?: string },
    folder: string,
    key: string,
    left?: Unfinished,
  ): Download {
    this.#counted += 1;
    this.#keys.add(key);
    const download = new Download(
      {
        id: `t${this.#counted}`,
        ...{ key, peer, name, holders, folder, stall: STALL_MS, patience: PATIENCE_MS },
        ...(sha256 && { sha256 }),
        ...this.#options.means,
        emit: this.#options.emit,
        runtime: this.#options.runtime,
        connect: (to) => this.#options.connect(peer, to),
        onDone: ({ name, peer, path }) => path !== null && this.#options.onFetched?.({ name, peer, path }),
        onWaiting: (one) => this.#retryLater(one),
      },
      left,
    );
    this.#known.set(download.id, download);
    this.#forgetOld();
    return download;
  }

  #retryLater(download: Download): void {
    if (this.#stopped) return;
    const timer = this.#options.runtime.setTimer(RETRY_INTERVAL_MS, () => this.#retry(download, []));
    this.#retries.set(download, timer);
  }

  #retry(download: Download, found: readonly PeerId[]): void {
    this.#retries.get(download)?.cancel();
    this.#retries.delete(download);
    const { holders, name } = download;
    const known = new Set([...found, ...holders, ...this.#options.holdersOf(name)]);
    download.retry([...known].slice(0, MAX_HOLDERS));
  }

  #whyNot(
    name: string,
    peer: PeerId | null,
    holders: readonly PeerId[],
  ): ReturnType<typeof failed> | undefined {
    const bytes = Buffer.byteLength(name);
    if (bytes === 0 || bytes > MAX_NAME_BYTES || name.includes('\0')) {
      return failed('bad-input', `A file name has 1 to ${MAX_NAME_BYTES} bytes of text.`);
    }
    const wrong = whatIsWrongWith(holders);
    if (wrong) return wrong;
    if (holders.length === 0) {
      return failed('not-found', `No peer is known to have “${name}”. Search for it, or give its holders.`);
    }
    if (this.#stopped) return failed('cancelled', 'The network is being stopped.');
    const going = [...this.#known.values()].filter((download) => download.going);
    const same = going.find((download) => download.name === name && download.peer === peer);
    if (same) {
      return failed(
        'not-possible-now',
        `“${name}” is being downloaded already (${same.id}). Wait for it, resume it, or cancel it first.`,
      );
    }
    return going.length >= MAX_CONCURRENT
      ? failed(
          'not-possible-now',
          `${MAX_CONCURRENT} downloads are in progress. Wait for one to end, or cancel one.`,
        )
      : undefined;
  }

  #going(id: TransferId): Result<Download> {
    const download = this.#known.get(id);
    if (!download) return failed('not-found', `There is no download ${id}.`);
    return download.going ? ok(download) : failed('not-possible-now', `The download ${id} has ended.`);
  }

  #forgetOld(): void {
    for (const [id, download] of this.#known) {
      if (this.#known.size <= MAX_KNOWN) return;
      if (!download.going) this.#known.delete(id);
    }
  }
}

/** Phases in which a peer's port is open. */
const REACHABLE: ReadonlySet<Phase> = new Set([
  'listening',
  'registering',
  'registered',
  'joining',
  'joined',
]);

/** @returns the peer that may send this file now, by what the event reports */
function holderIn(event: NetworkEvent, { name, holders }: Download): PeerId | undefined {
  switch (event.type) {
    case 'peer:phase-changed':
      return REACHABLE.has(event.phase) && holders.includes(event.peer) ? event.peer : undefined;
    case 'peer:added':
      return holders.includes(event.peer) ? event.peer : undefined;
    case 'files:changed':
      return event.added.some((file) => file.name === name) ? event.peer : undefined;
    case 'search:hit':
      return event.files.includes(name) ? event.holder : undefined;
    default:
      return undefined;
  }
}

function whatIsWrongWith(holders: readonly PeerId[]): ReturnType<typeof failed> | undefined {
  for (const holder of holders) {
    const parsed = parseAddress(holder);
    if (!parsed.ok) return failed('bad-input', parsed.error.sentence);
  }
  return undefined;
}
