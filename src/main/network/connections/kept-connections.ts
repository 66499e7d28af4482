import { type Address, type AddressKey, keyOf } from '../../../shared/protocol/address';
import type { Runtime, Timer } from '../../runtime/runtime';
import type { FrameConnection, FrameConnectionHandler } from '../frames/frame-transport';
import type { DialledConnection } from '../frames/tcp';
import { KeptConnection } from './kept-connection';

/** Connections that one endpoint keeps; a hub of a star must not take all. */
const MAX_PER_ADDRESS = 64;

export interface KeepingOptions {
  readonly runtime: Runtime;
  /** Opens a connection, says one frame on it (nothing where the text is empty). */
  readonly dial: (to: Address, text: string, listener: FrameConnectionHandler) => DialledConnection;
  /** Whether it is known of the other that it takes several messages on one connection. */
  readonly takesSeveral: (to: Address) => boolean;
  /** Milliseconds for which a quiet connection is kept; 0 keeps none. Read for each. */
  readonly keepMs: () => number;
  /** Counts a quiet connection, and closes the least recently used of all where there are too many. @returns takes it out */
  readonly keep: (close: () => void) => () => void;
}

/** Which kind of message, as far as it matters for its connection. */
export interface ExchangeOptions {
  /** The sender waits for an answer on the connection. */
  readonly awaitsAnswer: boolean;
  /** A connection that is opened for it is kept afterwards. */
  readonly keep: boolean;
}

interface Kept {
  readonly line: KeptConnection;
  /** Closes it when it was quiet for long enough. */
  timer: Timer | undefined;
  /** Takes it out of the count of quiet ones. */
  used: (() => void) | undefined;
}

/**
 * The connections that one endpoint keeps open to others of this process, one to each, for its next messages to them.
 * A message that a kept connection lost without its being read is sent again once, on a connection of its own.
 */
export class KeptConnections {
  readonly #options: KeepingOptions;
  /** The one that was used longest ago first. */
  readonly #kept = new Map<AddressKey, Kept>();
  #closed = false;

  constructor(options: KeepingOptions) {
    this.#options = options;
  }

  /** Sends one message, on a connection that is open if there is one. */
  send(
    to: Address,
    text: string,
    listener: FrameConnectionHandler,
    { awaitsAnswer, keep }: ExchangeOptions,
  ): FrameConnection {
    const key = keyOf(to);
    const known = this.#kept.get(key);
    if (known?.line.takes(awaitsAnswer)) {
      this.#use(key, known);
      return this.#sayOn(known.line, to, text, listener, awaitsAnswer);
    }
    const opens = keep && !known && this.#options.keepMs() > 0 && this.#options.takesSeveral(to);
    if (!opens || !this.#makeRoom()) return this.#options.dial(to, text, listener);
    const opened = this.#open(to, key);
    return opened.send(text, listener, awaitsAnswer, (problem) => listener.closed(problem));
  }

  /** Closes the one to this address, where nothing is under way on it. */
  drop(to: Address): void {
    const kept = this.#kept.get(keyOf(to));
    if (kept?.used) kept.line.close();
  }

  /** Closes all of them. What is on the way is not sent again. */
  close(): void {
    this.#closed = true;
    for (const { line } of this.#kept.values()) line.close();
  }

  #open(to: Address, key: AddressKey): KeptConnection {
    const line = new KeptConnection((listener) => this.#options.dial(to, '', listener), {
      quiet: () => this.#rest(key, kept),
      closed: () => this.#forget(key, kept),
    });
    const kept: Kept = { line, timer: undefined, used: undefined };
    this.#kept.set(key, kept);
    return line;
  }

  #sayOn(
    kept: KeptConnection,
    to: Address,
    text: string,
    listener: FrameConnectionHandler,
    awaitsAnswer: boolean,
  ): FrameConnection {
    let line: FrameConnection | null = null;
    let ended = false;
    let given = false;
    const first = kept.send(text, listener, awaitsAnswer, () => {
      if (given || this.#closed) return listener.closed(null);
      line = this.#options.dial(to, text, listener);
      if (ended) line.end();
    });
    return {
      end: () => {
        ended = true;
        (line ?? first).end();
      },
      close: () => {
        given = true;
        (line ?? first).close();
      },
    };
  }

  #use(key: AddressKey, kept: Kept): void {
    kept.used?.();
    kept.used = undefined;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
  }

  #rest(key: AddressKey, kept: Kept): void {
    if (this.#kept.get(key) !== kept) return;
    const keepMs = this.#options.keepMs();
    if (keepMs === 0) return kept.line.close();
    kept.used?.();
    kept.used = this.#options.keep(() => kept.line.close());
    kept.timer?.cancel();
    kept.timer = this.#options.runtime.setTimer(keepMs, () => {
      // It may be in use, and is waited for again when it is quiet.
      if (kept.used) kept.line.close();
    });
  }

  #forget(key: AddressKey, kept: Kept): void {
    kept.timer?.cancel();
    kept.used?.();
    kept.used = undefined;
    if (this.#kept.get(key) === kept) this.#kept.delete(key);
  }

  /** @returns whether one more may be kept: the one that was used longest ago goes, and none that is in use */
  #makeRoom(): boolean {
    if (this.#kept.size < MAX_PER_ADDRESS) return true;
    for (const { line, used } of this.#kept.values()) {
      if (!used) continue;
      line.close();
      return true;
    }
    return false;
  }
}
