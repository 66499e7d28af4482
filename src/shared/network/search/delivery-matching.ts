import type { AddressKey } from '../../protocol/address';
import type { MessageBody, MessageLinks, NetworkEvent } from '../events';

/** What is remembered of a message that was sent to a local actor and has not arrived yet. */
export interface UnmatchedSend extends MessageLinks {
  readonly seq: number;
}

/** Milliseconds after which a generation is closed: what has not arrived one generation later is taken to be lost. */
const GENERATION_MS = 60_000;
/** Bytes that one generation may hold; a flood beyond closes it early. */
const MAX_GENERATION_BYTES = 8_000_000;
/** Bytes that an entry takes in addition to its frame, roughly. */
const ENTRY_BYTES = 400;

/** Messages by sender, each list in the order of sending. */
type Senders = Map<AddressKey, UnmatchedSend[]>;

/** Messages that were sent in one period, by recipient and frame. */
class Generation {
  readonly #recipients = new Map<AddressKey, Map<string, Senders>>();
  readonly since: number;
  bytes = 0;
  size = 0;

  constructor(since: number) {
    this.since = since;
  }

  add({ from, to, frame }: MessageBody, send: UnmatchedSend): void {
    const frames = this.#recipients.get(to) ?? new Map<string, Senders>();
    if (frames.size === 0) this.#recipients.set(to, frames);
    const senders = frames.get(frame);
    const sends = senders?.get(from);
    if (sends) sends.push(send);
    else if (senders) senders.set(from, [send]);
    else frames.set(frame, new Map([[from, [send]]]));
    this.size += 1;
    this.bytes += ENTRY_BYTES + frame.length;
  }

  sendersOf({ to, frame }: MessageBody): Senders | undefined {
    return this.#recipients.get(to)?.get(frame);
  }

  /** Takes out the oldest message of one sender. */
  take(senders: Senders, from: AddressKey, { to, frame }: MessageBody): UnmatchedSend | undefined {
    const sends = senders.get(from);
    const send = sends?.shift();
    if (!send) return undefined;
    this.size -= 1;
    this.bytes -= ENTRY_BYTES + frame.length;
    if (sends?.length === 0) senders.delete(from);
    if (senders.size > 0) return send;
    const frames = this.#recipients.get(to);
    frames?.delete(frame);
    if (frames?.size === 0) this.#recipients.delete(to);
    return send;
  }
}

/**
 * Finds the sending of each message that arrives: the oldest one of the same bytes from the same sender to the same
 * recipient. What is lost on the way is forgotten after a time, so that memory is bounded, and a message costs a few
 * look-ups in maps however large the network is.
 */
export class DeliveryMatching {
  #previous = new Generation(0);
  #current = new Generation(0);
  /** Senders whose messages were matched to arrivals that came from no known address, by recipient and frame. */
  #guessed = new Map<string, AddressKey[]>();
  readonly #isKnown: (address: AddressKey) => boolean;

  /** @param isKnown whether an address is that of a known peer or of the bootstrap server */
  constructor(isKnown: (address: AddressKey) => boolean) {
    this.#isKnown = isKnown;
  }

  /** How many messages are remembered. */
  get size(): number {
    return this.#previous.size + this.#current.size;
  }

  /** Notes a message that was sent to an actor of this process, so that its arrival will be an event too. */
  sent(event: NetworkEvent & MessageBody, send: UnmatchedSend): void {
    const isOver = event.at - this.#current.since >= GENERATION_MS;
    if (isOver || this.#current.bytes >= MAX_GENERATION_BYTES) {
      this.#previous = this.#current;
      this.#current = new Generation(event.at);
      this.#guessed = new Map();
    }
    this.#current.add(event, send);
  }

  /** @returns the sending of a message that has arrived, which is forgotten by this; undefined where there is none */
  take(event: MessageBody): UnmatchedSend | undefined {
    return this.#takeFrom(this.#previous, event) ?? this.#takeFrom(this.#current, event);
  }

  #takeFrom(generation: Generation, event: MessageBody): UnmatchedSend | undefined {
    const senders = generation.sendersOf(event);
    if (!senders) return undefined;
    if (senders.has(event.from)) return generation.take(senders, event.from, event);
    return this.#guess(generation, senders, event);
  }

  /**
   * An arrival whose sender is not known takes the oldest sending of that frame, which may be that of another peer. When
   * that peer's own message arrives, the sending that is left is the one of the arrival before.
   */
  #guess(generation: Generation, senders: Senders, event: MessageBody): UnmatchedSend | undefined {
    const key = `${event.to} ${event.frame}`;
    const guessed = this.#guessed.get(key) ?? [];
    const exchanged = guessed.indexOf(event.from);
    if (exchanged < 0 && this.#isKnown(event.from)) return undefined;
    const [sender] = senders.keys();
    if (sender === undefined) return undefined;
    if (exchanged >= 0) guessed.splice(exchanged, 1);
    this.#guessed.set(key, [...guessed, sender]);
    return generation.take(senders, sender, event);
  }
}
