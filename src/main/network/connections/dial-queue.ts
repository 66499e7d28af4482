import { failed } from '../../../shared/problem';
import type { Runtime } from '../../runtime/runtime';
import type { FrameConnection, FrameConnectionHandler } from '../frames/frame-transport';

/** Dials that may wait: of the lab's own searches, and of all together. */
const MAX_LOCAL_DIALS = 50_000;
const MAX_WAITING = 60_000;
/** Dials that are made however few descriptors are left, so that what waits always goes on. */
const MIN_DIALS = 8;

/**
 * Messages sent in one turn of the event loop. A message on a kept connection is read in the next turn: without this
 * bound, a flood would fill each turn, and who needs several turns, such as a program that registers, would wait long.
 */
const MAX_PER_TURN = 32;

/** The source of what the lab's own peers say for themselves. */
export const OWN = 'own';

interface Waiting {
  readonly listener: FrameConnectionHandler;
  readonly dial: (listener: FrameConnectionHandler) => FrameConnection;
  line: FrameConnection | null;
  ended: boolean;
  closed: boolean;
}

/**
 * Paces connections, such as those by which searches spread: so many at once, the rest waits its turn. The sources that caused
 * them take turns, so that a flood of one of them delays its own messages and nobody else's.
 */
export class DialQueue {
  readonly #runtime: Runtime;
  readonly #most: () => number;
  readonly #hasRoom: () => boolean;
  readonly #mostWaiting: () => number;
  /** A Map keeps the order of insertion: the source that stands first is next, and then stands last. */
  readonly #sources = new Map<string, Set<Waiting>>();
  #waiting = 0;
  #inFlight = 0;
  #inTurn = 0;

  /**
   * @param most connections at once; read for each
   * @param hasRoom whether the process has descriptors for one more
   * @param mostWaiting dials of one source that may wait, the lab's own not counted; read for each
   */
  constructor(runtime: Runtime, most: () => number, hasRoom: () => boolean, mostWaiting: () => number) {
    this.#runtime = runtime;
    this.#most = most;
    this.#mostWaiting = mostWaiting;
    this.#hasRoom = hasRoom;
  }

  /** Dials now or later. Where too much waits already, the line is closed with `out-of-descriptors`. */
  add(
    source: string,
    listener: FrameConnectionHandler,
    dial: (listener: FrameConnectionHandler) => FrameConnection,
  ): FrameConnection {
    const entry: Waiting = { listener, dial, line: null, ended: false, closed: false };
    const ofSource = this.#sources.get(source) ?? new Set();
    const isFull =
      ofSource.size >= (source === OWN ? MAX_LOCAL_DIALS : this.#mostWaiting()) ||
      this.#waiting >= MAX_WAITING;
    if (isFull) {
      entry.closed = true;
      queueMicrotask(() => listener.closed(tooMany()));
    } else {
      this.#sources.set(source, ofSource.add(entry));
      this.#waiting += 1;
      // Not within this call: who dials must have the line before it hears of it.
      queueMicrotask(() => this.#go());
    }
    return {
      end: () => {
        entry.ended = true;
        entry.line?.end();
      },
      close: () => {
        if (entry.line) return entry.line.close();
        if (entry.closed) return;
        entry.closed = true;
        this.#remove(source, ofSource, entry);
        queueMicrotask(() => listener.closed(null));
      },
    };
  }

  #go(): void {
    while (this.#inTurn < MAX_PER_TURN && this.#mayStart()) {
      const [next] = this.#sources;
      if (!next) return;
      const [source, ofSource] = next;
      const [entry] = ofSource;
      if (!entry) return;
      this.#remove(source, ofSource, entry);
      if (this.#sources.delete(source)) this.#sources.set(source, ofSource);
      this.#start(entry);
    }
  }

  #mayStart(): boolean {
    return this.#inFlight < MIN_DIALS || (this.#inFlight < this.#most() && this.#hasRoom());
  }

  #start(entry: Waiting): void {
    const { listener } = entry;
    this.#inFlight += 1;
    if (this.#inTurn === 0) {
      this.#runtime.soon(() => {
        this.#inTurn = 0;
        this.#go();
      });
    }
    this.#inTurn += 1;
    entry.line = entry.dial({
      connected: () => listener.connected?.(),
      written: () => listener.written?.(),
      received: listener.received,
      closed: (problem) => {
        this.#inFlight -= 1;
        listener.closed(problem);
        this.#go();
      },
    });
    listener.begun?.();
    if (entry.ended) entry.line.end();
  }

  #remove(source: string, ofSource: Set<Waiting>, entry: Waiting): void {
    if (!ofSource.delete(entry)) return;
    this.#waiting -= 1;
    if (ofSource.size === 0 && this.#sources.get(source) === ofSource) this.#sources.delete(source);
  }
}

function tooMany() {
  return failed(
    'out-of-descriptors',
    'Too many messages wait to be sent. Ask less at once, or raise the limits (settings, connections of searches, and messages that wait).',
  ).error;
}
