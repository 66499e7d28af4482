import type { EventBody, MessageBody, NetworkEvent, Observer, PeerId } from '../../../shared/network/events';
import { Attribution, type MessageContext } from '../../../shared/network/search/attribution';
import { KEPT_EVENTS } from '../../../shared/network/state/identity';
import { reduce } from '../../../shared/network/state/reduce';
import { emptyState, type NetworkState } from '../../../shared/network/state/state';
import type { AddressKey } from '../../../shared/protocol/address';
import type { Message } from '../../../shared/protocol/message';
import type { Runtime } from '../../runtime/runtime';
import { systemRuntime } from '../../runtime/system';
import { weightOf } from './event-size';
import { Ring } from './ring';

/** Messages kept for each actor, as the inspector shows them. */
const MAX_MESSAGES_PER_ACTOR = 200;
/** Bytes of events kept for each actor: a frame may have 9,999, and a list of files many more. */
const MAX_BYTES_PER_ACTOR = 200_000;

/** How far back the first message of an external peer is looked for: it came just before. */
const BACKFILL_WINDOW = 8;

/** An event that is being made of its body, in place: nothing is copied for the many that a flood brings. */
type Stamping = EventBody & { seq: number; at: number };

/**
 * Records an event.
 *
 * @param context of a message: what it says, and what led to it
 * @returns the event, which may be the cause of others
 */
export type EventSink = (body: EventBody, context?: MessageContext) => NetworkEvent;
/** @param message of an event of a message: what it says, so that nobody has to read the frame again */
type Listener = (event: NetworkEvent, message?: Message) => void;

/**
 * The one truth: numbers each event, stamps it, attaches to messages what led to them, folds it, keeps it for a while,
 * and gives it to its listeners.
 * Listeners are called in the order of the events and must not throw.
 */
export class EventLog {
  #state: NetworkState = emptyState();
  readonly #events = new Ring<NetworkEvent>(
    KEPT_EVENTS,
    () => this.#state.settings.logMemoryMb * 1_000_000,
    weightOf,
  );
  readonly #messages = new Map<Observer, Ring<NetworkEvent & MessageBody>>();
  readonly #listeners = new Set<Listener>();
  readonly #undelivered: { readonly event: NetworkEvent; readonly message: Message | undefined }[] = [];
  readonly #attribution = new Attribution(
    (address) => this.#isLocal(address),
    (address) => this.#state.peers.has(address) || address === this.#state.bootstrap.address,
  );
  #delivering = false;
  /** The time and the chance of everything that this log tells of. */
  readonly runtime: Runtime;
  #at = 0;
  #steadyAt = 0;

  constructor(runtime: Runtime = systemRuntime) {
    this.runtime = runtime;
  }

  get state(): NetworkState {
    return this.#state;
  }

  /** Makes an event of what is given; the object is the log's from then on. */
  readonly emit: EventSink = (body, context) => {
    const event = body as Stamping;
    event.seq = this.#state.seq + 1;
    event.at = this.now();
    this.#attribution.attach(event, context);
    this.#state = reduce(this.#state, event);
    this.#events.push(event);
    if (event.type === 'message:sent' || event.type === 'message:received') this.#keepMessage(event);
    else if (event.type === 'peer:removed') this.#messages.delete(event.peer);
    // An external peer may have had the address; what it said is not the new one's.
    else if (event.type === 'peer:added' && event.hosted) this.#messages.delete(event.peer);
    else if (event.type === 'peer:added' && event.heard) this.#keepFirst(event.peer);
    this.#deliver(event, context?.message);
    return event;
  };

  /**
   * @returns the time that an event gets now, in milliseconds since 1970: the wall clock, which never goes back and never
   * stands still here. Where somebody has set it back, the time that has passed since is counted on
   */
  now(): number {
    const steady = this.runtime.now();
    this.#at = Math.max(this.runtime.wallClock(), this.#at + Math.floor(steady - this.#steadyAt));
    this.#steadyAt += Math.floor(steady - this.#steadyAt);
    return this.#at;
  }

  /** A listener may itself emit; what it emits is delivered after what it was told, to everybody in one order. */
  #deliver(event: NetworkEvent, message: Message | undefined): void {
    this.#undelivered.push({ event, message });
    if (this.#delivering) return;
    this.#delivering = true;
    try {
      for (const next of this.#undelivered)
        for (const listener of this.#listeners) listener(next.event, next.message);
    } finally {
      // A listener that throws is a defect, which is to be seen; it is not to silence the log for everybody for good.
      this.#undelivered.length = 0;
      this.#delivering = false;
    }
  }

  /** @returns the kept events with a `seq` greater than the one given, oldest first, and whether some were no longer kept. */
  since(seq: number): { events: NetworkEvent[]; complete: boolean } {
    const first = this.oldest;
    const skip = Math.max(0, seq - first + 1);
    return { events: this.#events.slice(skip), complete: seq + 1 >= first };
  }

  /** @returns the `seq` of the oldest event that is kept; that of the next event where none is */
  get oldest(): number {
    return this.#state.seq - this.#events.size + 1;
  }

  /** @returns the last messages that this actor sent or received, as far as seen here, oldest first, at most 200 */
  messagesOf(observer: Observer): (NetworkEvent & MessageBody)[] {
    return this.#messages.get(observer)?.slice(0) ?? [];
  }

  /** @returns a function that ends the subscription */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Whether an address is that of an actor whose arrivals are events of this log. */
  #isLocal(address: AddressKey): boolean {
    const { peers, bootstrap } = this.#state;
    return (
      peers.get(address)?.hosted === true || (bootstrap.phase === 'running' && address === bootstrap.address)
    );
  }

  #keepMessage(event: NetworkEvent & MessageBody): void {
    // What a peer that is gone still hears must not open a drawer that nobody will empty.
    if (event.observer === 'bootstrap' || this.#state.peers.has(event.observer)) {
      this.#messageRingOf(event.observer).push(event);
    }
    // An external peer tells us nothing itself: its messages are those that ours had with it.
    const other = otherParty(event);
    if (this.#state.peers.get(other)?.hosted === false) this.#messageRingOf(other).push(event);
  }

  /** The message that an external peer made itself known by came before there was a drawer for it. */
  #keepFirst(peer: PeerId): void {
    const before = this.#events.slice(Math.max(0, this.#events.size - BACKFILL_WINDOW));
    const first = before.findLast((event) => event.type === 'message:received' && otherParty(event) === peer);
    if (first?.type === 'message:received') this.#messageRingOf(peer).push(first);
  }

  #messageRingOf(actor: Observer): Ring<NetworkEvent & MessageBody> {
    const known = this.#messages.get(actor);
    if (known) return known;
    const ring = new Ring<NetworkEvent & MessageBody>(
      MAX_MESSAGES_PER_ACTOR,
      () => MAX_BYTES_PER_ACTOR,
      weightOf,
    );
    this.#messages.set(actor, ring);
    return ring;
  }
}

/** With whom the observer spoke. */
export function otherParty(event: MessageBody): AddressKey {
  return event.type === 'message:sent' ? event.to : event.from;
}
