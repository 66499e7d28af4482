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

/** Delay, in milliseconds, before the first repetition; it doubles for each further one. */
const FIRST_BACKOFF_MS = 100;

/** Early answers kept; only an unknown program sends more. */
const MAX_EARLY_REPLIES = 64;

interface Open {
  readonly to: Address;
  readonly reply: Message['verb'];
  readonly transport: Transport;
  /** The request itself. */
  readonly attempt: Attempt;
  /** Starts the time-out: a request that waits for its connection is not late. */
  begun(): void;
  /** The connection was closed without an answer, which may still come as a separate message (family D). */
  unanswered: boolean;
  settle(result: Result<Message>): void;
}

/** Options for a message that needs no answer. */
export interface Telling {
  /** The cause of it. */
  readonly reason?: Reason;
  /** Called with each message that is received on the same connection, and its event. */
  readonly onAnswer?: (answer: Message, event: NetworkEvent) => void;
  /** The transports to try, in order; default: as for a request. */
  readonly ways?: readonly Transport[];
  /** Source of the message that it forwards; sources are served in turn. Default: the lab itself. */
  readonly source?: string;
}

/**
 * Sends a request to a peer and waits for the answer, with a time-out and a few repetitions. An answer is accepted
 * on the connection, as a datagram, or as a new message to the local address.
 */
export class Requests {
  readonly #endpoint: Endpoint;
  readonly #messageIo: MessageIo;
  readonly #settings: () => Settings;
  readonly #isNeighbour: (address: Address) => boolean;
  readonly #open = new Set<Open>();
  readonly #lines = new Set<FrameConnection>();
  /** Messages that are not written yet. */
  readonly #attempts = new Set<Attempt>();
  /** Answers on separate connections, while the connections of all matching requests are still open. */
  readonly #early: { readonly message: Message; readonly from: Address }[] = [];
  #stopped = false;

  /** @param isNeighbour whether connections of searches to an address are kept open for the next one; default: none are */
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
   * Sends a request by the transport of the settings. With `auto`: by the transport of the last message from that peer, and
   * once by the other transport if no answer comes.
   *
   * @returns the answer (which may be a refusal or ERROR), or why there is none: `no-answer` or `cancelled`
   */
  ask(to: Address, request: Request, signal?: AbortSignal): Promise<Result<Message>> {
    return this.#askEither(this.#waysTo(to, this.#settings().transport), to, request, signal);
  }

  /** The same for a bootstrap server, by its transport in the settings. */
  askServer(to: Address, request: Request, signal?: AbortSignal): Promise<Result<Message>> {
    return this.#askEither(this.waysToServer(to), to, request, signal);
  }

  /** @returns the transports for a bootstrap server, in the order of the attempts */
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
    const answer = await this.askBy(first, to, request, signal);
    if (answer.ok || answer.error.code !== 'no-answer' || second === undefined) return answer;
    const fallback = await this.askBy(second, to, request, signal, 0);
    if (fallback.ok || fallback.error.code !== 'no-answer') return fallback;
    return failed('no-answer', `${answer.error.sentence} By ${second.toUpperCase()} no answer came either.`);
  }

  /** The same by a given transport, with the repetitions of the settings or as given. */
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
    return { ok: false, error: last ?? noAnswer(to) };
  }

  /** Sends a message that needs no answer; messages on the same connection are still received. */
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
        this.#failed(attempt, problem ?? noAnswer(to));
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

  /** The source of a forwarded search: the lab itself, or the IP address of a program. */
  sourceOf(asker: Address, from: Address): string {
    if (!this.isLocal(from)) return from.ip;
    return this.isLocal(asker) ? OWN : asker.ip;
  }

  /** Records that a message came from this address. */
  noteSpeaks(address: Address): void {
    this.#endpoint.replyRateLimiter?.note(address);
  }

  /** Whether the answer to a forwarded search may be sent to the origin that it names. */
  mayAnswer(asker: Address): boolean {
    const { replyRateLimiter: unknownAskers } = this.#endpoint;
    return this.isLocal(asker) || (unknownAskers?.allows(asker, this.#messageIo.runtime.now()) ?? true);
  }

  /**
   * Opens a TCP connection and closes it, without sending a byte.
   *
   * @returns ok where it was accepted, else `no-answer` or `cancelled`
   */
  reach(to: Address, signal?: AbortSignal): Promise<Result> {
    if (this.#stopped || signal?.aborted) return Promise.resolve(cancelled());
    return new Promise((resolve) => {
      let result: Result = { ok: false, error: noAnswer(to) };
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

  /** @returns the event of the open request that a message on a separate path answers, if any */
  requestOf(message: Message, inbound: InboundFrame): NetworkEvent | undefined {
    const match = this.#match(message, inbound);
    return match === 'early' ? undefined : match?.attempt.event;
  }

  /** Matches a message on a separate path. @returns whether it answered an open request */
  settle(message: Message, inbound: InboundFrame): boolean {
    const match = this.#match(message, inbound);
    if (match === undefined) return false;
    if (match !== 'early') match.settle(ok(message));
    else if (this.#early.length < MAX_EARLY_REPLIES) this.#early.push({ message, from: inbound.from });
    return true;
  }

  /** @returns the request that a message answers; `early` where another answer may still come on its connection */
  #match(message: Message, { from, transport }: InboundFrame): Open | 'early' | undefined {
    if (this.#open.size === 0) return undefined;
    const ofHost = [...this.#open].filter(
      (open) => (open.reply === message.verb || message.verb === 'ERROR') && sameHost(open.to, from),
    );
    const exact = ofHost.find((open) => open.to.port === from.port);
    if (exact) return exact;
    // Some programs answer from another port: on a separate connection (family D), or from a socket that only sends.
    if (message.verb === 'ERROR' || ofHost.length === 0) return undefined;
    if (transport === 'udp') {
      // Peers of this process answer from their listening port: a late answer of one is not matched to a request to another.
      if (this.isLocal(from)) return undefined;
      // Prefer requests by UDP, the oldest first: an answer to a request by TCP comes first on its connection.
      return ofHost.find((open) => open.transport === 'udp') ?? ofHost[0];
    }
    return ofHost.find((open) => open.unanswered) ?? 'early';
  }

  /** Removes and returns the separate answer that came while the connection of its request was still open. */
  #takeEarly(open: Open): Message | undefined {
    const place = this.#early.findIndex(
      ({ message, from }) => message.verb === open.reply && sameHost(open.to, from),
    );
    return place < 0 ? undefined : this.#early.splice(place, 1)[0]?.message;
  }

  /** Cancels every open request and every unwritten message. Idempotent. */
  stop(): void {
    this.#stopped = true;
    for (const open of this.#open) open.settle(cancelled());
    for (const attempt of this.#attempts) this.#failed(attempt, peerClosed());
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

  /** @param source source of the message that it forwards; sources are served in turn. Default: it is sent at once */
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
        open.settle({ ok: false, error: open.unanswered ? closedWithoutAnswer(to) : noAnswer(to) });
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
          this.#failed(attempt, result.ok ? alreadyAnswered(to) : result.error);
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
            failed('unreadable-answer', `${keyOf(to)} sent an unreadable answer. Its messages show it.`),
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

/** A name such as `localhost` cannot be compared with the address that it resolves to; only the port is compared. */
function sameHost(to: Address, from: Address): boolean {
  return to.ip === from.ip || isIP(to.ip) === 0;
}

function noAnswer(to: Address): Problem {
  return failed('no-answer', `${keyOf(to)} did not answer. It may have crashed, or be slow.`).error;
}

function closedWithoutAnswer(to: Address): Problem {
  return failed('connection-closed', `${keyOf(to)} closed the connection without an answer.`).error;
}

function alreadyAnswered(to: Address): Problem {
  return failed('cancelled', `${keyOf(to)} answered before the repetition was sent.`).error;
}

function peerClosed(): Problem {
  return failed('cancelled', 'The sending peer closed before the message was sent.').error;
}

function cancelled(): { ok: false; error: Problem } {
  return failed('cancelled', 'Another command to this peer replaced it.');
}
