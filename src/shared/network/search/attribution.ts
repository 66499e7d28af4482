import { type AddressKey, keyOf } from '../../protocol/address';
import type { Message, MessageOf } from '../../protocol/message';
import type { EventOf, MessageBody, MessageLinks, NetworkEvent, Observer, PeerId, SearchId } from '../events';
import { KEPT_SEARCHES } from '../state/state';
import { DeliveryMatching, type UnmatchedSend } from './delivery-matching';
import { matchesQuery } from './query-matching';

/** What the actor that records a message knows of it. */
export interface MessageContext {
  /** As it was read, or as it is written. */
  readonly message: Message;
  /** Of a message to be sent: the event that was being handled when it was decided on, if any. */
  readonly cause?: NetworkEvent | undefined;
  /** Of an answer: the event of its request. */
  readonly request?: NetworkEvent | undefined;
  /** Of a message that was attempted: that event, from which everything else is taken. */
  readonly attempt?: NetworkEvent | undefined;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Recorded = MessageBody & NetworkEvent;
type Outgoing = Recorded | EventOf<'message:attempted' | 'message:undelivered'>;

interface Round {
  readonly search: SearchId;
  readonly round: number;
}

/** What is remembered of one search to recognize its messages. */
interface Known {
  readonly id: SearchId;
  readonly asker: PeerId;
  readonly query: string;
  readonly spellings: string[];
  round: number;
  ended: boolean;
  /** The peers that the asker itself sent SER to, and in which round. */
  readonly asked: Map<PeerId, number>;
  /** The peers whose answers have been received. */
  readonly answered: Set<PeerId>;
}

/**
 * Attaches to each message the event that led to it, the request that it answers and the search that it belongs to. A
 * message that arrives belongs to whatever its sending belongs to; one that is sent, to whatever was being handled. The
 * protocol has no ids, so a SER is known by its asker and the exact spelling of its query, which no two rounds share
 * within ten seconds; and what an external peer answers by itself goes to the newest search of the asker that asked for
 * such files, or to the only one that is open.
 */
export class Attribution {
  readonly #isLocal: (address: AddressKey) => boolean;
  readonly #arrivals: DeliveryMatching;
  readonly #searches = new Map<SearchId, Known>();
  readonly #rounds = new Map<string, Round>();

  /**
   * @param isLocal whether an address is that of an actor of this process, whose arrivals are events too
   * @param isKnown whether it is that of any known peer, or of the bootstrap server
   */
  constructor(isLocal: (address: AddressKey) => boolean, isKnown: (address: AddressKey) => boolean) {
    this.#isLocal = isLocal;
    this.#arrivals = new DeliveryMatching(isKnown);
  }

  /** To be given every event, in order and before anybody else; adds {@link MessageLinks} to those of messages. */
  attach(event: NetworkEvent, context?: MessageContext): void {
    switch (event.type) {
      case 'search:started':
        return this.#start(event);
      case 'search:round':
        return this.#begin(event);
      case 'search:ended': {
        const known = this.#searches.get(event.search);
        if (known) known.ended = true;
        return;
      }
      case 'message:attempted':
      case 'message:undelivered':
        return this.#attachSent(event, context);
      case 'message:sent':
        this.#attachSent(event, context);
        if (this.#isLocal(event.to)) this.#arrivals.sent(event, sendOf(event));
        return;
      case 'message:received':
        return this.#attachReceived(event, context);
      default:
        return;
    }
  }

  #start({ search, peer, query }: EventOf<'search:started'>): void {
    this.#searches.set(search, {
      ...{ id: search, asker: peer, query, spellings: [], round: 0, ended: false },
      ...{ asked: new Map(), answered: new Set() },
    });
    for (const [id, oldest] of this.#searches) {
      if (this.#searches.size <= KEPT_SEARCHES) break;
      this.#searches.delete(id);
      for (const spelling of oldest.spellings) {
        const key = `${oldest.asker} ${spelling}`;
        if (this.#rounds.get(key)?.search === id) this.#rounds.delete(key);
      }
    }
  }

  #begin({ search, round, spelling }: EventOf<'search:round'>): void {
    const known = this.#searches.get(search);
    if (!known) return;
    known.round = round;
    known.spellings.push(spelling);
    this.#rounds.set(`${known.asker} ${spelling}`, { search, round });
  }

  #attachSent(event: Outgoing, context: MessageContext | undefined): void {
    const links: Mutable<MessageLinks> = event;
    const attempt: (NetworkEvent & MessageLinks) | undefined = context?.attempt;
    if (attempt) {
      links.cause = attempt.cause ?? null;
      if (attempt.request !== undefined) links.request = attempt.request;
      return copySearch(attempt, links);
    }
    links.cause = context?.cause?.seq ?? null;
    if (context?.request) links.request = context.request.seq;
    if (!context) return;
    const round = this.#roundOfSent(event.observer, event.to, context);
    if (round) attachSearch(links, round, context.message);
  }

  #roundOfSent(observer: Observer, to: AddressKey, { message, cause }: MessageContext): Round | undefined {
    switch (message.verb) {
      case 'SER': {
        const asker = keyOf(message.address);
        const round = this.#rounds.get(`${asker} ${message.query}`);
        if (round && observer === asker) this.#searches.get(round.search)?.asked.set(to, round.round);
        return round;
      }
      case 'SEROK':
      case 'NEIGH':
      case 'NEIGHOK':
        return this.#roundOfEvent(cause);
      default:
        return undefined;
    }
  }

  #attachReceived(event: Recorded, context?: MessageContext): void {
    const links: Mutable<MessageLinks> = event;
    const send = this.#arrivals.take(event);
    links.cause = send?.seq ?? null;
    if (context?.request) links.request = context.request.seq;
    if (send) copySearch(send, links);
    else if (context) {
      const round = this.#roundOfReceived(event.observer, context);
      if (round) attachSearch(links, round, context.message);
    }
    if (links.search === undefined || links.holder === undefined) return;
    const known = this.#searches.get(links.search);
    if (known?.asker === event.observer) known.answered.add(links.holder);
  }

  /** Of a message that no local actor sent. */
  #roundOfReceived(observer: Observer, { message, request }: MessageContext): Round | undefined {
    switch (message.verb) {
      case 'SER':
        return this.#rounds.get(`${keyOf(message.address)} ${message.query}`);
      case 'SEROK':
        return this.#roundOfEvent(request) ?? this.#roundOfAnswer(observer, message);
      case 'NEIGHOK':
        return this.#roundOfEvent(request);
      default:
        return undefined;
    }
  }

  #roundOfEvent(event: NetworkEvent | undefined): Round | undefined {
    if (!event || !('search' in event) || event.search === undefined) return undefined;
    const { search } = event;
    if ('round' in event && event.round !== undefined) return { search, round: event.round };
    const known = this.#searches.get(search);
    return known && { search, round: known.round };
  }

  #roundOfAnswer(observer: Observer, answer: MessageOf<'SEROK'>): Round | undefined {
    const holder = keyOf(answer.address);
    const isAsked = (known: Known) =>
      answer.files.length === 0
        ? known.asked.has(holder)
        : answer.files.some((name) => matchesQuery(known.query, name));
    const ofAsker = [...this.#searches.values()].filter(({ asker }) => asker === observer);
    const open = ofAsker.filter((known) => !known.ended);
    const fitting =
      ofAsker.findLast((known) => !known.answered.has(holder) && isAsked(known)) ??
      // Others may match in another way; with one search open there is no doubt which one is answered.
      (open.length === 1 && answer.files.length > 0 ? open[0] : undefined);
    return fitting && { search: fitting.id, round: fitting.asked.get(holder) ?? fitting.round };
  }
}

/**
 * Whether an event is the first that shows its message, so that each message is counted once: where it was sent or, if
 * that was in another process, where it arrived.
 *
 * @param isLocal whether an address is that of an actor of this process
 */
export function isFirstSight(
  { type, cause = null, from }: MessageBody,
  isLocal: (address: AddressKey) => boolean,
): boolean {
  return type === 'message:sent' || (cause === null && !isLocal(from));
}

function attachSearch(links: Mutable<MessageLinks>, { search, round }: Round, message: Message): void {
  links.search = search;
  links.round = round;
  if (message.verb === 'SER' || message.verb === 'SEROK') links.hops = message.hops;
  if (message.verb === 'SEROK') links.holder = keyOf(message.address);
}

function copySearch({ search, round, hops, holder }: MessageLinks, to: Mutable<MessageLinks>): void {
  if (search !== undefined) to.search = search;
  if (round !== undefined) to.round = round;
  if (hops !== undefined) to.hops = hops;
  if (holder !== undefined) to.holder = holder;
}

function sendOf(event: Recorded): UnmatchedSend {
  const send: Mutable<MessageLinks> & { readonly seq: number } = { seq: event.seq };
  copySearch(event, send);
  return send;
}
