import type { EventOf, NetworkEvent, Observer, Transport } from '../../../shared/network/events';
import type { MessageContext } from '../../../shared/network/search/attribution';
import { failed, type Problem } from '../../../shared/problem';
import { type Address, type AddressKey, keyOf } from '../../../shared/protocol/address';
import { isErrorReport } from '../../../shared/protocol/codec/error-report';
import { type FormatOptions, formatBody, formatFrame } from '../../../shared/protocol/codec/format';
import { parseFrame } from '../../../shared/protocol/codec/parse';
import { utf8Length } from '../../../shared/protocol/frame/bytes';
import type { FrameResult } from '../../../shared/protocol/frame/read-frame';
import type { Message, Verb } from '../../../shared/protocol/message';
import { isVerb, refusalOf, senderOf } from '../../../shared/protocol/verbs';
import { DEFAULT_SETTINGS, type Settings } from '../../../shared/settings/settings';
import type { Runtime } from '../../runtime/runtime';
import { systemRuntime } from '../../runtime/system';
import type { DropReason, InboundFrame } from '../frames/frame-transport';
import type { EventSink } from '../log/event-log';
import { copyOfStart } from '../log/event-size';
import { maxReplyBytes } from './amplification';
import { ErrorReplies } from './error-replies';
import { SpokenTransports } from './spoken-transports';

/** A message that this actor has decided to send. The first call ends it; later calls have no effect. */
export interface Attempt {
  readonly isOpen: boolean;
  /** Its latest event, which an answer refers to as its request. */
  readonly event: NetworkEvent;
  /** Records that it was written, by this transport. */
  sent(transport: Transport): void;
  /** Records that it was not written and will not be. */
  failed(problem: Problem): void;
}

/** The result of reading a frame. */
interface Heard {
  /** Null where it cannot be read. */
  readonly message: Message | null;
  readonly event: NetworkEvent;
  /** The answer to an unreadable frame, where one is allowed. */
  readonly refusal?: { readonly answer: Message; readonly kind: string; readonly body: string };
}

/** The cause of a message. */
export interface Reason {
  /** The event that is being processed. */
  readonly cause?: NetworkEvent | undefined;
  /** For an answer: the event of its request. */
  readonly request?: NetworkEvent | undefined;
}

/** Characters of an unreadable frame that are kept for display. */
const MAX_REJECTED_TEXT = 200;

/**
 * Decodes the inbound frames of one actor, encodes the outbound ones, and logs both as events. It makes no protocol
 * decisions.
 */
export class MessageIo {
  readonly #observer: Observer;
  readonly #self: AddressKey;
  readonly #emit: EventSink;
  readonly #isKnown: (address: Address) => boolean;
  readonly #errors: ErrorReplies;
  readonly spoken = new SpokenTransports();
  /** The clock and the random source of its actor. */
  readonly runtime: Runtime;

  /**
   * @param isKnown whether datagrams of an address are answered at any length; default: of none
   * @param settings read at each unreadable message; default: the default settings
   */
  constructor(
    observer: Observer,
    self: Address,
    emit: EventSink,
    isKnown: (address: Address) => boolean = () => false,
    settings: () => Settings = () => DEFAULT_SETTINGS,
    runtime: Runtime = systemRuntime,
  ) {
    this.runtime = runtime;
    this.#observer = observer;
    this.#self = keyOf(self);
    this.#emit = emit;
    this.#isKnown = isKnown;
    this.#errors = new ErrorReplies(settings, isKnown);
  }

  /**
   * Reads a request or an unsolicited message.
   *
   * @returns null where it is unreadable: it is counted, and answered with ERROR as far as the bounds allow
   *
   * @param requestOf the event of the request that a message answers, if it answers one
   */
  receive(inbound: InboundFrame, requestOf?: (message: Message) => NetworkEvent | undefined): Message | null {
    const { message, event, refusal } = this.#read(
      inbound.result,
      inbound.from,
      inbound.transport,
      true,
      requestOf,
    );
    inbound.event = event;
    if (refusal && this.#mayReport(inbound, refusal.kind, refusal.body)) this.reply(inbound, refusal.answer);
    return message;
  }

  /** Answers ERROR to a readable message that this actor does not accept, within the same bounds as unreadable input. */
  replyError(inbound: InboundFrame, verb: Verb): void {
    if (this.#mayReport(inbound, `not-here ${verb}`, verb)) this.reply(inbound, { verb: 'ERROR' });
  }

  /**
   * Reads a reply on a connection that this actor dialled; an unreadable reply is not answered.
   *
   * @param request the event of the message that was sent on that connection
   * @returns the message, where it is readable, and its event
   */
  receiveReply(result: FrameResult, from: Address, request?: NetworkEvent): Heard {
    return this.#read(result, from, 'tcp', false, () => request);
  }

  /** Answers a frame on the path that it came by, unless the answer could amplify traffic to a forged address. */
  reply(inbound: InboundFrame, message: Message, to: Address = inbound.from, options?: FormatOptions): void {
    const text = isBare(inbound) ? bareReply(inbound, message, options) : formatFrame(message, options);
    if (bytesOf(text) > maxReplyBytes(inbound) && !this.#isKnown(inbound.from)) {
      return this.recordRefusal(inbound.from, message.verb, keyOf(to), 'answer-too-large');
    }
    // A reply is written within the call, so no message that follows from it can arrive before it is recorded.
    const reason = { cause: inbound.event, request: requestIn(inbound.event) };
    if (inbound.reply(text)) this.#sent(message.verb, text, to, inbound.transport, { message, ...reason });
    else this.attempt(message, text, to, reason).failed(pathGone(to));
  }

  /**
   * Records that a message is about to be sent. It counts as sent once it was written: a message that is never
   * written, since no connection was accepted, is counted separately.
   */
  attempt(message: Message, frame: string, to: Address, reason: Reason = {}): Attempt {
    const { verb } = message;
    const about = { observer: this.#observer, to: keyOf(to), verb, frame };
    let isOpen = true;
    const attempt = this.#emit({ type: 'message:attempted', ...about }, { message, ...reason });
    let event = attempt;
    const end = (emit: () => NetworkEvent) => {
      if (!isOpen) return;
      isOpen = false;
      event = emit();
    };
    return {
      get isOpen() {
        return isOpen;
      },
      get event() {
        return event;
      },
      sent: (transport) => end(() => this.#sent(verb, frame, to, transport, { message, attempt })),
      failed: (problem) =>
        end(() => this.#emit({ type: 'message:undelivered', ...about, problem }, { message, attempt })),
    };
  }

  #sent(verb: Verb, frame: string, to: Address, transport: Transport, context: MessageContext): NetworkEvent {
    return this.#emit(
      {
        type: 'message:sent',
        observer: this.#observer,
        from: this.#self,
        to: keyOf(to),
        transport,
        verb,
        bytes: bytesOf(frame),
        frame,
        deviations: [],
        ...(context.attempt && { attempted: true }),
      },
      context,
    );
  }

  /** Records a request that was refused because it could have affected another program. */
  recordRefusal(
    from: Address,
    verb: Verb,
    about: AddressKey,
    reason: EventOf<'request:refused'>['reason'],
  ): void {
    this.#emit({
      type: 'request:refused',
      observer: this.#observer,
      from: keyOf(from),
      verb,
      about,
      reason,
    });
  }

  /** Whether an error is sent to the source of the input; records the first input from which on the source is ignored. */
  #mayReport({ from, transport }: InboundFrame, kind: string, body: string): boolean {
    const isReport = isErrorReport(body);
    const input = { from, transport, kind, isReport };
    const { program, decision } = this.#errors.decide(input, this.runtime.now());
    if (decision === 'ignore' || decision === 'ignore-host') {
      this.#emit({
        type: 'sender:ignored',
        observer: this.#observer,
        from: program,
        transport,
        reason:
          decision === 'ignore-host' ? 'too-many-from-host' : isReport ? 'error-report' : 'too-many-errors',
        frame: copyOfStart(body, MAX_REJECTED_TEXT),
      });
    }
    return decision === 'answer';
  }

  /** Records a dropped connection or dropped datagrams. */
  recordDrop(from: Address, reason: DropReason, count?: number): void {
    this.#emit({
      ...{ type: 'connection:dropped', observer: this.#observer, from: keyOf(from), reason },
      ...(count !== undefined && { count }),
    });
  }

  #read(
    result: FrameResult,
    from: Address,
    transport: Transport,
    unasked: boolean,
    requestOf?: (message: Message) => NetworkEvent | undefined,
  ): Heard {
    if (!result.ok) {
      const event = this.#reject(from, transport, result.bytes, result.text, result.error);
      const refusal = { answer: { verb: 'ERROR' }, kind: result.error.code, body: result.text } as const;
      return { message: null, event, refusal };
    }
    const { frame } = result;
    const parsed = parseFrame(frame);
    if (!parsed.ok) {
      const event = this.#reject(from, transport, frame.bytes, frame.text, parsed.error);
      const answer = refusalOf(parsed.verb);
      const kind = `${answer.verb} ${parsed.error.code}`;
      return { message: null, event, refusal: { answer, kind, body: frame.body } };
    }
    const { message, deviations } = parsed;
    const named = senderOf(message);
    if (named) this.#errors.noteName(from, transport, named, this.runtime.now());
    const speaker = named ?? from;
    this.spoken.note(speaker, transport, !unasked);
    const event = this.#emit(
      {
        type: 'message:received',
        observer: this.#observer,
        from: keyOf(speaker),
        to: this.#self,
        transport,
        verb: message.verb,
        bytes: frame.bytes,
        frame: frame.text,
        deviations,
      },
      { message, request: requestOf?.(message) },
    );
    return { message, event };
  }

  #reject(
    from: Address,
    transport: Transport,
    bytes: number,
    text: string,
    error: { readonly code: string; readonly sentence: string },
  ): NetworkEvent {
    return this.#emit({
      type: 'frame:rejected',
      observer: this.#observer,
      from: keyOf(from),
      transport,
      bytes,
      frame: copyOfStart(text, MAX_REJECTED_TEXT),
      code: error.code,
      // The sentence is a slice of the frame, and would keep the whole frame in memory.
      sentence: copyOfStart(error.sentence, error.sentence.length),
    });
  }
}

/** The event of a frame as a request, where it is readable. */
function requestIn(event: NetworkEvent | undefined): NetworkEvent | undefined {
  return event?.type === 'message:received' ? event : undefined;
}

/** Whether a message came without a length prefix: its sender may not be able to read one either. */
function isBare({ result }: InboundFrame): boolean {
  if (!result.ok || result.frame.declared !== null) return false;
  const [verb = ''] = result.frame.body.split(' ', 1);
  return isVerb(verb.toUpperCase());
}

/** An answer without a length; it ends with a newline where the request did. */
function bareReply({ result }: InboundFrame, message: Message, options?: FormatOptions): string {
  const line = result.ok && result.frame.text.endsWith('\n');
  return `${formatBody(message, options)}${line ? '\n' : ''}`;
}

function pathGone(to: Address): Problem {
  return failed('no-answer', `The connection of the request from ${keyOf(to)} is closed.`).error;
}

/** The prefix of local frames is their length: four digits, always exact. */
function bytesOf(frame: string): number {
  return /^\d{4} /.test(frame) ? Number(frame.slice(0, 4)) : utf8Length(frame);
}
