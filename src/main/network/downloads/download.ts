import { setMaxListeners } from 'node:events';
import type { EventBody, PeerId, TransferId } from '../../../shared/network/events';
import { failed, ok, type Problem, type Result } from '../../../shared/problem';
import { Fetch, type FetchTimes } from './fetch';
import { HolderTrust } from './holder-trust';
import { HttpSource, type Offer } from './http-source';
import { bytesIn, MissingRanges } from './missing-ranges';
import { Rate } from './rate';
import { diskFull, diskProblem, freeBytes } from './storage/disk';
import { PartialFile } from './storage/partial-file';
import { alternatives, safeFileName } from './storage/safe-name';
import { DownloadFiles, type Unfinished } from './storage/saved-state';

export interface DownloadOptions extends FetchTimes {
  readonly id: TransferId;
  /** The key of its data on the disk. */
  readonly key: string;
  readonly peer: PeerId | null;
  readonly name: string;
  readonly holders: readonly PeerId[];
  /** In hex, where it is known which content is wanted; default: what most holders have. */
  readonly sha256?: string;
  /** Where it appears; existing or not. */
  readonly folder: string;
  readonly emit: (body: EventBody) => void;
  /** @returns bytes free in a folder; default: what the system says */
  readonly free?: (folder: string) => Promise<number>;
  /** Called when the file is whole, and when it waits for a holder. */
  readonly onDone?: (download: Download) => void;
  readonly onWaiting?: (download: Download) => void;
}

/** Milliseconds between two reports of progress, and between two notes of it on the disk. */
const REPORT_INTERVAL_MS = 200;
const SAVE_INTERVAL_MS = 1_000;

/** One download, from the first request to the verified file. Events report all its changes. */
export class Download {
  readonly id: TransferId;
  readonly name: string;
  readonly peer: PeerId | null;
  readonly rate = new Rate();
  readonly #options: DownloadOptions;
  readonly #files: DownloadFiles;
  readonly #holderTrust = new HolderTrust();
  #holders: readonly PeerId[];
  #offer: Offer | null;
  #missingRanges: MissingRanges;
  #bytes = 0;
  #notice: Problem | undefined;
  #path: string | null = null;
  #stop = new AbortController();
  #running: Promise<void> | undefined;
  #saving: Promise<void> = Promise.resolve();
  /** Whether it was started at least once, in this run of the program or the previous one. */
  #begun: boolean;
  #ended = false;
  #cancelled = false;
  #waiting = false;
  /** Bytes from each holder that no event has reported yet. */
  readonly #moved = new Map<PeerId, number>();
  #reported = 0;
  #saved = 0;

  /** @param left what another run of the program has left of it */
  constructor(options: DownloadOptions, left?: Unfinished) {
    this.#options = options;
    this.id = options.id;
    this.name = options.name;
    this.peer = options.peer;
    this.#files = left?.files ?? new DownloadFiles(options.folder, options.key);
    this.#holders = options.holders;
    this.#offer = left?.state.offer ?? null;
    this.#missingRanges = new MissingRanges(left?.state.missing ?? []);
    if (this.#offer) this.#bytes = this.#offer.bytes - bytesIn(this.#missingRanges.missing);
    this.#begun = left !== undefined;
    this.#emitState('download:started');
    if (left) {
      this.#notice = failed(
        'cancelled',
        'The program ended in the middle. Resume the download to go on.',
      ).error;
      this.#emitState('download:paused');
    }
  }

  /** Neither whole, nor failed, nor cancelled. */
  get going(): boolean {
    return !this.#ended;
  }

  /** No holder answers; it can be started again by {@link retry}. */
  get waiting(): boolean {
    return this.#waiting;
  }

  get holders(): readonly PeerId[] {
    return this.#holders;
  }

  get running(): boolean {
    return this.#running !== undefined;
  }

  /** Where the file is, once it is whole. */
  get path(): string | null {
    return this.#path;
  }

  get sha256(): string | null {
    return this.#offer?.sha256 ?? this.#options.sha256 ?? null;
  }

  /** Starts or continues. @param holders replace the previous holders. @returns at once */
  start(holders: readonly PeerId[] = this.#holders): void {
    if (this.#ended || this.#running) return;
    this.#waiting = false;
    this.#holderTrust.reset(holders);
    this.#launch(holders, this.#begun);
  }

  /** Requests again while it waits. It is reported as running only once a holder has answered. */
  retry(holders: readonly PeerId[]): void {
    if (!this.#waiting || this.#ended || this.#running) return;
    this.#launch(holders, false);
  }

  #launch(holders: readonly PeerId[], report: boolean): void {
    this.#begun = true;
    this.#holders = holders;
    this.#stop = new AbortController();
    setMaxListeners(0, this.#stop.signal);
    this.#notice = undefined;
    if (report) this.#emitState('download:progressed');
    this.#running = this.#run(this.#stop.signal).finally(() => {
      this.#running = undefined;
      if (this.#waiting) this.#options.onWaiting?.(this);
    });
  }

  /** Pauses; the received bytes are kept. Resolves when all requests have ended. */
  async pause(): Promise<void> {
    if (!this.#running && !this.#waiting) return;
    this.#waiting = false;
    this.#stop.abort();
    await this.#running;
    if (this.#ended) return;
    await this.#save().catch(() => undefined);
    this.#notice = undefined;
    this.#emitState('download:paused');
  }

  /** Ends it, and removes its data. */
  async cancel(): Promise<void> {
    if (this.#ended) return;
    this.#cancelled = true;
    this.#waiting = false;
    this.#stop.abort();
    await this.#running;
    if (!this.#ended) {
      await this.#fail(failed('cancelled', `The download of “${this.name}” was cancelled.`).error);
    }
  }

  /** Pauses, and lets the next run of the program continue it. */
  async leave(): Promise<void> {
    await this.pause();
    await this.#outside(() => this.#files.release());
  }

  /** Resolves when it is whole, has failed, or waits to be resumed. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { folder } = this.#options;
    const holders = this.#holders.map((id) => new HttpSource(this.#options, id, this.name));
    try {
      await this.#outside(() => this.#files.claim());
      await this.#save();
      const file = await PartialFile.open(this.#files.part, this.#options.runtime);
      try {
        const problem = await this.#fetchAndVerify(file, holders, signal);
        if (this.#cancelled) return;
        if (problem && (signal.aborted || problem.code === 'no-answer'))
          return await this.#rest(problem, signal);
        if (problem) return await this.#fail(problem);
        this.#path = (await file.publish(folder, alternatives(safeFileName(this.name)))) ?? null;
      } finally {
        await file.close();
      }
      await this.#remove();
      this.#end(undefined);
      this.#options.onDone?.(this);
    } catch (error) {
      await this.#fail(diskProblem(error, folder));
    } finally {
      for (const holder of holders) holder.close();
    }
  }

  /** After a stop by the user the caller emits the event. Without an answer of any holder it pauses, and can be resumed. */
  async #rest(problem: Problem, signal: AbortSignal): Promise<void> {
    await this.#save();
    if (signal.aborted) return;
    this.#notice = problem;
    this.#waiting = true;
    this.#emitState('download:paused');
  }

  /** @returns the problem; undefined once the file is complete and its digest is right */
  async #fetchAndVerify(
    file: PartialFile,
    holders: readonly HttpSource[],
    signal: AbortSignal,
  ): Promise<Problem | undefined> {
    for (;;) {
      const fetch = new Fetch(holders, this.#holderTrust, this.#options);
      const offered = await fetch.ask(this.#offer?.sha256 ?? this.#options.sha256, signal);
      if (!offered.ok)
        return this.#notice && offered.error.code === 'not-found' ? this.#notice : offered.error;
      this.#waiting = false;
      const begun = await this.#begin(offered.value, file);
      if (!begun.ok) return begun.error;
      const filled = await fetch.fill(this.#missingRanges, file, signal, (bytes, from) =>
        this.#advance(bytes, from),
      );
      if (filled === 'holder-excluded') continue;
      if (filled) return filled;
      const { bytes, sha256 } = offered.value;
      if ((await file.digest(bytes)) === sha256) return undefined;
      await this.#discard(file, bytes);
      if (signal.aborted) return failed('cancelled', 'The download was stopped.').error;
    }
  }

  async #begin(offer: Offer, file: PartialFile): Promise<Result> {
    if (!this.#offer) {
      this.#offer = offer;
      this.#missingRanges = new MissingRanges([{ start: 0, end: offer.bytes }]);
      await file.empty();
    }
    const needed = bytesIn(this.#missingRanges.missing);
    if (needed > (await this.#outside(() => (this.#options.free ?? freeBytes)(this.#options.folder)))) {
      return diskFull(this.#options.folder, needed);
    }
    await this.#save();
    this.#emitState('download:progressed');
    return ok();
  }

  /** A holder sent bytes that do not match the digest. The next attempt requests from one holder at a time to find it. */
  async #discard(file: PartialFile, bytes: number): Promise<void> {
    const blamed = this.#holderTrust.penalize();
    await file.empty();
    this.#missingRanges = new MissingRanges([{ start: 0, end: bytes }]);
    this.#bytes = 0;
    const by = blamed.length === 0 ? 'what was left of it' : blamed.join(' and ');
    this.#notice = failed(
      'wrong-content',
      `The received content of “${this.name}” from ${by} does not match its SHA-256. It was discarded.`,
    ).error;
    await this.#save();
    this.#emitState('download:progressed');
  }

  #advance(bytes: number, from?: PeerId): void {
    this.#bytes += bytes;
    if (from !== undefined) this.#moved.set(from, (this.#moved.get(from) ?? 0) + bytes);
    const now = this.#options.runtime.now();
    this.rate.add(Math.max(0, bytes), now);
    if (now - this.#reported >= REPORT_INTERVAL_MS) {
      this.#reported = now;
      this.#emitState('download:progressed');
    }
    if (now - this.#saved >= SAVE_INTERVAL_MS) {
      this.#saved = now;
      // A missing saved state only causes bytes to be fetched twice after a crash.
      void this.#save().catch(() => undefined);
    }
  }

  /** One after the other, so that an older state does not replace a newer one. @throws DiskError */
  #save(): Promise<void> {
    const saving = this.#saving.then(() =>
      this.#outside(() =>
        this.#files.save({
          name: this.name,
          peer: this.peer,
          holders: this.#holders,
          offer: this.#offer,
          missing: this.#missingRanges.unfilled,
        }),
      ),
    );
    this.#saving = saving.catch(() => undefined);
    return saving;
  }

  /** The time of the disk does not count as network time. */
  #outside<T>(work: () => Promise<T>): Promise<T> {
    return this.#options.runtime.outside(work);
  }

  async #remove(): Promise<void> {
    await this.#saving;
    await this.#outside(() => this.#files.remove());
  }

  async #fail(problem: Problem): Promise<void> {
    await this.#remove().catch(() => undefined);
    this.#end(problem);
  }

  #end(problem: Problem | undefined): void {
    this.#ended = true;
    this.#waiting = false;
    this.#notice = problem;
    this.#emitState('download:ended');
  }

  #emitState(type: 'download:started' | 'download:progressed' | 'download:paused' | 'download:ended'): void {
    this.#tellMoved();
    this.#options.emit({
      type,
      transfer: this.id,
      peer: this.peer,
      name: this.name,
      bytes: this.#bytes,
      total: this.#offer?.bytes ?? null,
      holders: this.#holders,
      ...(this.#notice && { problem: this.#notice }),
      ...(this.#waiting && { waiting: true }),
    });
  }

  #tellMoved(): void {
    for (const [from, bytes] of this.#moved)
      this.#options.emit({ type: 'download:moved', transfer: this.id, peer: this.peer, from, bytes });
    this.#moved.clear();
  }
}
