import { isIP } from 'node:net';
import type { NetworkEvent, Transport } from '../../../shared/network/events';
import { failed, ok, type Problem, type Result } from '../../../shared/problem';
import { type Address, keyOf } from '../../../shared/protocol/address';
import { formatFrame } from '../../../shared/protocol/codec/format';
import type { Message, MessageOf } from '../../../shared/protocol/message';
import { type RequestVerb, replyTo } from '../../../shared/protocol/verbs';
import type { Settings } from '../../../shared/settings/settings';
import { sleep, type Timer } from '../../runtime/runtime';
import { OWN } from '../connections/dial-queue';
import type {
  Endpoint,
  FrameConnection,
  FrameConnectionHandler,
  InboundFrame,
} from '../frames/frame-transport';
import type { Attempt, MessageIo, Reason } from './message-io';

export type Request = MessageOf<RequestVerb>;

/** Milliseconds before the first repetition; each further one waits twice as long. */
const FIRST_BACKOFF_MS = 100;

/** Early answers kept; nobody but a stranger sends more. */
const MAX_EARLY_REPLIES = 64;

interface Open {
  readonly to: Address;
  readonly reply: Message['verb'];
  readonly transport: Transport;
  /** The request itself. */
  readonly attempt: Attempt;
  /** Starts the time-out: a request that waits for its connection is not late yet. */
  begun(): void;
  /** The connection was closed without an answer, which may yet come as a message of its own (family D). */
  unanswered: boolean;
  settle(result: Result<Message>): void;
}

/** How a message is sent that need not be answered. */
export interface Telling {
  /** What led to it. */
  readonly reason?: Reason;
  /** Called with each message that comes back on the same connection, and its event. */
  readonly onAnswer?: (answer: Message, event: NetworkEvent) => void;
  /** The transports to try, in order; default: as for a request. */
  readonly ways?: readonly Transport[];
  /** Whose message it spreads; sources take turns. Default: this lab's own. */
  readonly source?: string;
}

/**
 * Asks one peer one thing and waits for the answer, with a time-out and a few repetitions. An answer counts
 * whichever way it comes: on the connection, as a datagram, or as a new message at our own address.
 */
export class Requests {
  readonly #endpoint: Endpoint;
  readonly #messageIo: MessageIo;
  readonly #settings: () => Settings;
  readonly #isNeighbour: (address: Address) => boolean;
  readonly #open = new Set<Open>();
  readonly #lines = new Set<FrameConnection>();
  /** Messages that were not written yet. */
  readonly #attempts = new Set<Attempt>();
  /** Answers on connections of their own, while the connections of all that they may answer are still open. */
  readonly #early: { readonly message: Message; readonly from: Address }[] = [];
  #stopped = false;

  /** @param isNeighbour to whom the connections of searches are kept open for the next one; default: to nobody */
  constructor(
    endpoint: Endpoint,
    messageIo: MessageIo,
    settings: () => Settings,
    isNeighbour: (address: Address) => boolean = () => false,
  ) {
    this.#isNeighbour = isNeighbour;
    this.#endpoint = endpoint;
    this.#messageIo = messageIo;
    this.#settings = settings;
  }

  /**
   * Asks by the transport of the settings. Where that is `auto`: by the one that the other sent by last, and once by
   * the other one where it is silent.
   *
   * @returns the answer (which may be a refusal or ERROR), or why there is none: `no-answer` or `cancelled`
   */
  ask(to: Address, request: Request, signal?: AbortSignal): Promise<Result<Message>> {
    return this.#askEither(this.#waysTo(to, this.#settings().transport), to, request, signal);
  }

  /** The same of a bootstrap server, by the transport that the settings have for it. */
  askServer(to: Address, request: Request, signal?: AbortSignal): Promise<Result<Message>> {
    return this.#askEither(this.waysToServer(to), to, request, signal);
  }

  /** @returns the transports by which a bootstrap server is asked, in order */
  waysToServer(server: Address): readonly Transport[] {
    const { transport, bootstrapTransport } = this.#settings();
    return this.#waysTo(server, bootstrapTransport === 'as-peers' ? transport : bootstrapTransport);
  }

  #waysTo(to: Address, choice: Settings['transport']): readonly Transport[] {
    if (choice !== 'auto') return [choice];
    return this.isLocal(to) ? ['tcp'] : this.#messageIo.spoken.waysTo(to);
  }

  async #askEither(
    [first = 'tcp', second]: readonly Transport[],
    to: Address,
    request: Request,
    signal?: AbortSignal,
  ): Promise<Result<Message>> {
    const asked = await this.askBy(first, to, request, signal);
    if (asked.ok || asked.error.code !== 'no-answer' || second === undefined) return asked;
    const fallback = await this.askBy(second, to, request, signal, 0);
    if (fallback.ok || fallback.error.code !== 'no-answer') return fallback;
    return failed('no-answer', `${asked.error.sentence} By ${second.toUpperCase()} no answer came either.`);
  }

  /** The same by a transport of choice, and as often as the settings say or as is given. */
  async askBy(
    transport: Transport,
    to: Address,
    request: Request,
    signal?: AbortSignal,
    requestRetries = this.#settings().requestRetries,
    reason?: Reason,
  ): Promise<Result<Message>> {
    let last: Problem | undefined;
    for (let attempt = 0; attempt <= requestRetries; attempt += 1) {
      if (attempt > 0) await sleep(this.#messageIo.runtime, FIRST_BACKOFF_MS * 2 ** (attempt - 1), signal);
      if (signal?.aborted || this.#stopped) return cancelled();
      const result = await this.#attempt(to, request, transport, signal, reason);
      if (result.ok || result.error.code === 'cancelled') return result;
      last = result.error;
    }
    return { ok: false, error: last ?? silent(to) };
  }

  /** Sends something that need not be answered; what comes back on the same connection is still received. */
  notify(to: Address, message: Message, { reason, onAnswer, ways, source = OWN }: Telling = {}): void {
    if (this.#stopped) return;
    const text = formatFrame(message);
    const [transport = 'tcp', fallback] = ways ?? this.#waysTo(to, this.#settings().transport);
    const attempt = this.#begin(message, text, to, reason);
    if (transport === 'udp') return this.#sendDatagram(to, text, attempt, source);
    let timer: Timer | undefined;
    const listener: FrameConnectionHandler = {
      begun: () => {
        timer = this.#messageIo.runtime.setTimer(this.#settings().requestTimeoutMs, () => line.close());
      },
      written: () => this.#sent(attempt, 'tcp'),
      received: (result) => {
        const { message: answer, event } = this.#messageIo.receiveReply(result, to, attempt.event);
        if (answer) onAnswer?.(answer, event);
      },
      closed: (problem) => {
        timer?.cancel();
        this.#lines.delete(line);
        if (!attempt.isOpen) return;
        if (problem?.code === 'no-answer' && fallback === 'udp')
          return this.#sendDatagram(to, text, attempt, source);
        this.#failed(attempt, problem ?? silent(to));
      },
    };
    const line =
      this.#endpoint.dialPaced?.(to, text, listener, source, this.#isNeighbour(to)) ??
      this.#endpoint.dial(to, text, listener);
    this.#lines.add(line);
    line.end();
  }

  /** Whether an address is, or was, an endpoint of this process. */
  isLocal(address: Address): boolean {
    return this.#endpoint.isLocal?.(address) ?? false;
  }

  /** Whose message a forwarded search is: of the lab itself, or of a program at some IP address. */
  sourceOf(asker: Address, from: Address): string {
    if (!this.isLocal(from)) return from.ip;
    return this.isLocal(asker) ? OWN : asker.ip;
  }

  /** Notes that somebody speaks from this address. */
  noteSpeaks(address: Address): void {
    this.#endpoint.replyRateLimiter?.note(address);
  }

  /** Whether the answer to a search that was passed on may be sent to who is said to ask. */
  mayAnswer(asker: Address): boolean {
    const { replyRateLimiter: unknownAskers } = this.#endpoint;
    return this.isLocal(asker) || (unknownAskers?.allows(asker, this.#messageIo.runtime.now()) ?? true);
  }

  /**
   * Opens a TCP connection and closes it, without a byte on it.
   *
   * @returns ok where it was taken, else `no-answer` or `cancelled`
   */
  reach(to: Address, signal?: AbortSignal): Promise<Result> {
    if (this.#stopped || signal?.aborted) return Promise.resolve(cancelled());
    return new Promise((resolve) => {
      let result: Result = { ok: false, error: silent(to) };
      const onAbort = () => {
        result = cancelled();
        line.close();
      };
      let timer: Timer | undefined;
      const line = this.#endpoint.dial(to, '', {
        begun: () => {
          timer = this.#messageIo.runtime.setTimer(this.#settings().requestTimeoutMs, () => line.close());
        },
        connected: () => {
          result = ok();
          line.close();
        },
        received: () => undefined,
        closed: () => {
          timer?.cancel();
          signal?.removeEventListener('abort', onAbort);
          this.#lines.delete(line);
          resolve(result);
        },
      });
      signal?.addEventListener('abort', onAbort);
      this.#lines.add(line);
    });
  }

  /** @returns the event of the open request that a message answers which arrived by itself, if it answers one */
  requestOf(message: Message, inbound: InboundFrame): NetworkEvent | undefined {
    const match = this.#match(message, inbound);
    return match === 'early' ? undefined : match?.attempt.event;
  }

  /** Offers a message that arrived by itself. @returns whether it answered an open request */
  settle(message: Message, inbound: InboundFrame): boolean {
    const match = this.#match(message, inbound);
    if (match === undefined) return false;
    if (match !== 'early') match.settle(ok(message));
    else if (this.#early.length < MAX_EARLY_REPLIES) this.#early.push({ message, from: inbound.from });
    return true;
  }

  /** @returns the request that a message answers; `early` where its connection may still bring another answer */
  #match(message: Message, { from, transport }: InboundFrame): Open | 'early' | undefined {
    if (this.#open.size === 0) return undefined;
    const ofHost = [...this.#open].filter(
      (open) => (open.reply === message.verb || message.verb === 'ERROR') && sameHost(open.to, from),
    );
    const exact = ofHost.find((open) => open.to.port === from.port);
    if (exact) return exact;
    // Some answer from another port of their host: on a connection of its own (family D), or from a socket that only sends.
    if (message.verb === 'ERROR' || ofHost.length === 0) return undefined;
    if (transport === 'udp') {
      // Peers of this process answer from their own port: what one of them sends late is no answer of another.
      if (this.isLocal(from)) return undefined;
      // The one that was asked first was asked longest ago; who was asked on TCP answers on its connection first.
      return ofHost.find((open) => open.transport === 'udp') ?? ofHost[0];
    }
    return ofHost.find((open) => open.unanswered) ?? 'early';
  }

  /** Takes the answer that came, as a message of its own, before its request was known to get no other. */
  #takeEarly(open: Open): Message | undefined {
    const place = this.#early.findIndex(
      ({ message, from }) => message.verb === open.reply && sameHost(open.to, from),
    );
    return place < 0 ? undefined : this.#early.splice(place, 1)[0]?.message;
  }

  /** Gives up every open request, and what was not written yet. Idempotent. */
  stop(): void {
    this.#stopped = true;
    for (const open of this.#open) open.settle(cancelled());
    for (const attempt of this.#attempts) this.#failed(attempt, gone());
    for (const line of this.#lines) line.close();
  }

  #begin(message: Message, text: string, to: Address, reason?: Reason): Attempt {
    const attempt = this.#messageIo.attempt(message, text, to, reason);
    this.#attempts.add(attempt);
    return attempt;
  }

  #sent(attempt: Attempt, transport: Transport): void {
    this.#attempts.delete(attempt);
    attempt.sent(transport);
  }

  #failed(attempt: Attempt, problem: Problem): void {
    this.#attempts.delete(attempt);
    attempt.failed(problem);
  }

  /** @param source whose message it spreads; sources take turns. Default: it is sent at once */
  #sendDatagram(to: Address, text: string, attempt: Attempt, source?: string): void {
    const done = (problem: Problem | null) => {
      if (problem) this.#failed(attempt, problem);
      else this.#sent(attempt, 'udp');
    };
    if (source !== undefined && this.#endpoint.sendPaced) this.#endpoint.sendPaced(to, text, done, source);
    else this.#endpoint.send(to, text, done);
  }

  #attempt(
    to: Address,
    request: Request,
    transport: Transport,
    signal?: AbortSignal,
    reason?: Reason,
  ): Promise<Result<Message>> {
    const { requestTimeoutMs } = this.#settings();
    const text = formatFrame(request);
    const attempt = this.#begin(request, text, to, reason);
    return new Promise((resolve) => {
      let line: FrameConnection | undefined;
      let timer: Timer | undefined;
      const onTimeout = () => {
        const early = this.#takeEarly(open);
        if (early) return open.settle(ok(early));
        open.settle({ ok: false, error: open.unanswered ? wordless(to) : silent(to) });
      };
      const open: Open = {
        to,
        reply: replyTo(request.verb),
        transport,
        attempt,
        unanswered: false,
        begun: () => {
          if (this.#open.has(open)) timer = this.#messageIo.runtime.setTimer(requestTimeoutMs, onTimeout);
        },
        settle: (result) => {
          if (!this.#open.delete(open)) return;
          if (this.#open.size === 0) this.#early.length = 0;
          timer?.cancel();
          signal?.removeEventListener('abort', onAbort);
          this.#failed(attempt, result.ok ? needless(to) : result.error);
          line?.close();
          resolve(result);
        },
      };
      const onAbort = () => open.settle(cancelled());
      signal?.addEventListener('abort', onAbort);
      this.#open.add(open);
      line = this.#send(transport, to, text, open, attempt);
    });
  }

  #send(
    transport: Transport,
    to: Address,
    text: string,
    open: Open,
    attempt: Attempt,
  ): FrameConnection | undefined {
    if (transport === 'udp') {
      this.#sendDatagram(to, text, attempt);
      open.begun();
      return undefined;
    }
    return this.#endpoint.dial(to, text, {
      begun: () => open.begun(),
      written: () => this.#sent(attempt, 'tcp'),
      received: (result) => {
        const { message } = this.#messageIo.receiveReply(result, to, attempt.event);
        if (message && (message.verb === open.reply || message.verb === 'ERROR'))
          return open.settle(ok(message));
        if (!message) {
          open.settle(
            failed(
              'unreadable-answer',
              `${keyOf(to)} answered something that cannot be read. Its messages show it.`,
            ),
          );
        }
      },
      closed: (problem) => {
        if (problem) return open.settle({ ok: false, error: problem });
        open.unanswered = true;
        const early = this.#takeEarly(open);
        if (early) open.settle(ok(early));
      },
    });
  }
}

/** A name such as `localhost` cannot be compared with the address that it resolves to; its port must do. */
function sameHost(asked: Address, from: Address): boolean {
  return asked.ip === from.ip || isIP(asked.ip) === 0;
}

function silent(to: Address): Problem {
  return failed('no-answer', `${keyOf(to)} did not answer. It may have crashed, or be slow.`).error;
}

function wordless(to: Address): Problem {
  return failed('connection-closed', `${keyOf(to)} closed the connection without an answer.`).error;
}

function needless(to: Address): Problem {
  return failed('cancelled', `${keyOf(to)} had answered before it was sent again.`).error;
}

function gone(): Problem {
  return failed('cancelled', 'The peer that was to send it ended first.').error;
}

function cancelled(): { ok: false; error: Problem } {
  return failed('cancelled', 'Something else was asked of this peer in the meantime.');
}
