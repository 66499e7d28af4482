import type { LogBatch } from '../../shared/contract';
import type { NetworkEvent } from '../../shared/network/events';

export type LogRow =
  | { readonly kind: 'event'; readonly key: string; readonly event: NetworkEvent }
  | { readonly kind: 'skipped'; readonly key: string; readonly skipped: number };

export interface TailState {
  /** Oldest first. */
  readonly rows: readonly LogRow[];
  /** Rows taken off the front so far, so that a list can keep its place. */
  readonly trimmed: number;
  readonly paused: boolean;
  /** Events that have come while it was paused. */
  readonly held: number;
  readonly status: 'opening' | 'live' | 'ended';
}

export type OpenTail = (signal: AbortSignal) => Promise<AsyncIterable<LogBatch>>;

/** Milliseconds between two deliveries to the screen. */
const INTERVAL = 250;
const PAUSE_BEFORE_RETRY = 1_000;

/**
 * The end of a log as a list shows it: the last `limit` rows of one stream, delivered at most four times a second,
 * which can be held. When the stream drops it is opened again, and begins anew.
 */
export class LogTail {
  readonly #limit: number;
  readonly #open: OpenTail;
  readonly #listeners = new Set<() => void>();
  readonly #stop = new AbortController();
  #state: TailState = { rows: [], trimmed: 0, paused: false, held: 0, status: 'opening' };
  #waiting: LogRow[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #keys = 0;

  /** @param paused begins held: it shows what it finds, and holds what comes after */
  constructor(open: OpenTail, limit: number, paused = false) {
    this.#open = open;
    this.#limit = limit;
    this.#state = { ...this.#state, paused };
    void this.#follow();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): TailState => this.#state;

  pause(): void {
    this.#set({ paused: true });
  }

  resume(): void {
    this.#set({ paused: false, held: 0 });
    this.#deliver();
  }

  /** Idempotent; leaves no timer and no stream. */
  stop(): void {
    this.#stop.abort();
    clearTimeout(this.#timer);
    this.#listeners.clear();
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        const batches = await this.#open(signal);
        this.#waiting = [];
        this.#set({ rows: [], trimmed: 0, held: 0, status: 'live' });
        let past = true;
        for await (const batch of batches) {
          if (signal.aborted) return;
          this.#take(batch, past);
          past = false;
        }
      } catch {
        // The feed's own connection tells the person; this list only has to begin again once it is back.
      }
      if (signal.aborted) return;
      this.#set({ status: 'ended' });
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, PAUSE_BEFORE_RETRY);
        signal.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  /** @param past what was there before; shown even while new rows are held */
  #take(batch: LogBatch, past: boolean): void {
    const { skipped } = batch;
    // How busy the process is stands in the status bar, every second; in a list it would bury what happened.
    const events = batch.events.filter((event) => event.type !== 'process:sampled');
    if (events.length === 0 && skipped === 0) return;
    if (skipped > 0) this.#waiting.push({ kind: 'skipped', key: this.#nextKey(), skipped });
    for (const event of events) this.#waiting.push({ kind: 'event', key: this.#nextKey(), event });
    if (this.#waiting.length > this.#limit) this.#waiting.splice(0, this.#waiting.length - this.#limit);
    if (past) {
      this.#deliver();
      return;
    }
    if (this.#state.paused) {
      this.#set({ held: this.#state.held + events.length + skipped });
      return;
    }
    if (this.#timer !== undefined) return;
    this.#deliver();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (!this.#state.paused) this.#deliver();
    }, INTERVAL);
  }

  #deliver(): void {
    if (this.#waiting.length === 0) return;
    const all = [...this.#state.rows, ...this.#waiting];
    this.#waiting = [];
    const over = Math.max(0, all.length - this.#limit);
    this.#set({ rows: over === 0 ? all : all.slice(over), trimmed: this.#state.trimmed + over });
  }

  #nextKey(): string {
    this.#keys += 1;
    return String(this.#keys);
  }

  #set(change: Partial<TailState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
