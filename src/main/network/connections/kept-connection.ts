import type { Problem } from '../../../shared/problem';
import type { FrameConnection, FrameConnectionHandler } from '../frames/frame-transport';
import type { DialledConnection } from '../frames/tcp';
import type { LocalConnection } from './local-connections';

/** Messages on the way at once; further ones wait. The accepting end cuts a connection that brings many in one read. */
const MAX_UNREAD = 16;

/** One message on a connection, until it was read and its answers have come. */
interface PendingExchange {
  readonly text: string;
  /** Its place on the connection, from 1 on; undefined until it was sent. */
  place: number | undefined;
  readonly awaitsAnswer: boolean;
  readonly listener: FrameConnectionHandler;
  /** Called in place of `closed` where the connection ended before the accepting end had read the message. */
  readonly unread: (problem: Problem | null) => void;
  isRead: boolean;
  /** Answers on the connection up to the last one of this message; undefined until it was read and acted on. */
  answers: number | undefined;
}

/** Whoever keeps the connection. */
export interface Keeper {
  /** Nothing is under way on it any longer. */
  quiet(): void;
  closed(): void;
}

/**
 * One connection to another endpoint of this process that carries many messages. Requests have it for themselves, one
 * after the other, so that an answer can only be that of the request; other messages follow each other at once.
 */
export class KeptConnection {
  readonly #line: DialledConnection;
  readonly #keeper: Keeper;
  #pending: PendingExchange[] = [];
  #said = 0;
  #heard = 0;
  #connected = false;
  #open = true;
  /** Closed from this end: nothing on it is sent again. */
  #given = false;

  /** @param dial opens the connection, without a message */
  constructor(dial: (listener: FrameConnectionHandler) => DialledConnection, keeper: Keeper) {
    this.#keeper = keeper;
    this.#line = dial({
      connected: () => {
        this.#connected = true;
        const own = this.#own;
        if (!own) return;
        own.onTaking = () => this.#taking(own.taken);
        own.onTaken = () => this.#taken(own);
      },
      received: (result) => {
        this.#heard += 1;
        this.#pending[0]?.listener.received(result);
        this.#finish();
      },
      closed: (problem) => this.#closed(problem),
    });
  }

  /** Whether it can carry one more message now. */
  takes(awaitsAnswer: boolean): boolean {
    if (!this.#open) return false;
    if (awaitsAnswer) return this.#connected && this.isQuiet;
    return this.#pending[0]?.awaitsAnswer !== true;
  }

  /** Whether every message on it was read, and every answer has come. */
  get isQuiet(): boolean {
    const own = this.#own;
    if (!own || this.#pending.length > 0) return false;
    return own.taken === this.#said && own.answered === this.#heard && own.deferred === 0;
  }

  /** Sends a message on it. @returns what ends the message, and not the connection */
  send(
    text: string,
    listener: FrameConnectionHandler,
    awaitsAnswer: boolean,
    unread: (problem: Problem | null) => void,
  ): FrameConnection {
    const exchange: PendingExchange = {
      ...{ text, awaitsAnswer, listener, unread },
      place: undefined,
      isRead: false,
      answers: undefined,
    };
    this.#pending.push(exchange);
    this.#send();
    return { end: () => undefined, close: () => this.#give(exchange) };
  }

  /** Closes the connection for good, whatever is under way on it. */
  close(): void {
    this.#given = true;
    this.#shut();
  }

  #shut(): void {
    this.#open = false;
    this.#line.close();
  }

  get #own(): LocalConnection | undefined {
    return this.#line.own;
  }

  #send(): void {
    const read = this.#own?.taken ?? 0;
    for (const exchange of this.#pending) {
      if (this.#said - read >= MAX_UNREAD) return;
      if (exchange.place !== undefined) continue;
      this.#said += 1;
      exchange.place = this.#said;
      this.#line.say(exchange.text);
    }
  }

  /** The accepting end has read a message: only now it counts as sent, since an unread one is sent once more. */
  #taking(place: number): void {
    const exchange = this.#pending.find((other) => other.place === place);
    if (exchange) exchange.isRead = true;
    exchange?.listener.written?.();
  }

  /** It has acted on it, and sent what it answers at once. */
  #taken({ taken, answered }: LocalConnection): void {
    const exchange = this.#pending.find((other) => other.place === taken);
    if (exchange) exchange.answers = answered;
    this.#send();
    this.#finish();
  }

  /** Ends the messages that were read and answered; a request ends only when it is given up or satisfied. */
  #finish(): void {
    let ended = false;
    for (let [first] = this.#pending; first && !first.awaitsAnswer; [first] = this.#pending) {
      if (first.answers === undefined || this.#heard < first.answers) break;
      this.#pending.shift();
      ended = true;
      first.listener.closed(null);
    }
    if (ended && this.#pending.length === 0) this.#keeper.quiet();
  }

  #give(exchange: PendingExchange): void {
    if (!this.#pending.includes(exchange)) return;
    this.#pending = this.#pending.filter((other) => other !== exchange);
    const { listener } = exchange;
    // A message on the way may still be read, as on a connection of its own that is closed behind it.
    if (this.#connected && exchange.place !== undefined && !exchange.isRead) listener.written?.();
    queueMicrotask(() => listener.closed(null));
    const isOver = exchange.awaitsAnswer ? this.isQuiet : this.#connected;
    // The answer that is missing must not be taken for that of the next request.
    if (!isOver) this.#shut();
    else if (this.#pending.length === 0) this.#keeper.quiet();
  }

  #closed(problem: Problem | null): void {
    this.#open = false;
    this.#keeper.closed();
    const pending = this.#pending;
    this.#pending = [];
    for (const { isRead, listener, unread } of pending) {
      if (isRead || this.#given) listener.closed(problem);
      else unread(problem);
    }
  }
}
