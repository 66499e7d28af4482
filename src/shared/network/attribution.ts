import { type AddressKey, keyOf } from '../protocol/address';
import type { MessageOf } from '../protocol/message';
import { parseMessage } from '../protocol/parse';
import type { EventOf, MessageBody, NetworkEvent, Observer, PeerId, SearchId } from './events';
import { matchesQuery } from './matching';
import { KEPT_SEARCHES } from './state';
import { WalkExchanges } from './walk-exchanges';

type SearchMessage = MessageOf<'SER' | 'SEROK' | 'NEIGH' | 'NEIGHOK'>;

type Attempted = EventOf<'message:attempted'>;
type Message = MessageBody & NetworkEvent;

/** A message that belongs to a search. */
export interface Attributed {
  readonly search: SearchId;
  readonly round: number;
  readonly message: SearchMessage;
}

interface Round {
  readonly search: SearchId;
  readonly round: number;
}

/** What is remembered of one search to know its messages by. */
interface Known {
  readonly id: SearchId;
  readonly asker: PeerId;
  readonly query: string;
  readonly spellings: string[];
  round: number;
  ended: boolean;
  /** Whom the asker itself sent SER, in which round. */
  readonly asked: Map<PeerId, number>;
  /** Who has answered and was heard. */
  readonly heard: Set<PeerId>;
  /** Answers on their way, as `holder frame`, with the round of each. */
  readonly underWay: Map<string, number[]>;
}

/** Frames whose reading is remembered: a flood sends the same few again and again. */
const REMEMBERED_FRAMES = 64;

/**
 * Tells which search each message belongs to, from the events alone. The protocol has no ids: a SER is known by its
 * asker and the exact spelling of its query, which no two rounds share within ten seconds. A hosted peer answers a SER in
 * the moment in which it hears it, so its SEROK belongs to the SER that it heard last. What an external peer answers goes
 * to the newest search of the asker that asked for such files, or to the only one that is open.
 */
export class Attribution {
  readonly #searches = new Map<SearchId, Known>();
  readonly #rounds = new Map<string, Round>();
  /** The last SER of a known search that each hosted peer heard. */
  readonly #lastHeard = new Map<PeerId, Round & { readonly asker: PeerId }>();
  readonly #exchanges = new WalkExchanges();
  /** The rounds of messages that are about to be sent, by who sends what to whom; undefined for those of no known search. */
  readonly #attempted = new Map<string, (Round | undefined)[]>();
  readonly #frames = new Map<string, SearchMessage | null>();

  /** To be given every event, in order. @returns what it says of a search; null for all that says nothing of a known one */
  of(event: NetworkEvent): Attributed | null {
    switch (event.type) {
      case 'search:started':
        this.#start(event);
        return null;
      case 'search:round':
        this.#begin(event);
        return null;
      case 'search:ended': {
        const known = this.#searches.get(event.search);
        if (known) known.ended = true;
        return null;
      }
      case 'peer:removed':
        this.#lastHeard.delete(event.peer);
        return null;
      case 'message:attempted':
      case 'message:undelivered':
      case 'message:sent':
      case 'message:received':
        return this.#searches.size === 0 ? null : this.#message(event);
      default:
        return null;
    }
  }

  #start({ search, peer, query }: EventOf<'search:started'>): void {
    this.#searches.set(search, {
      id: search,
      asker: peer,
      query,
      spellings: [],
      round: 0,
      ended: false,
      asked: new Map(),
      heard: new Set(),
      underWay: new Map(),
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

  #message(event: Message | Attempted | EventOf<'message:undelivered'>): Attributed | null {
    const { verb } = event;
    if (verb !== 'SER' && verb !== 'SEROK' && verb !== 'NEIGH' && verb !== 'NEIGHOK') return null;
    const message = this.#read(event.frame);
    if (message === null) return null;
    const found = this.#roundOf(event, message);
    return found ? { search: found.search, round: found.round, message } : null;
  }

  #roundOf(
    event: Message | Attempted | EventOf<'message:undelivered'>,
    message: SearchMessage,
  ): Round | undefined {
    switch (event.type) {
      case 'message:attempted': {
        const decided = this.#decided(event, message);
        this.#attempt(event, decided);
        return decided;
      }
      case 'message:undelivered':
        return this.#endAttempt(event);
      case 'message:sent': {
        const round = event.attempted ? this.#endAttempt(event) : this.#decided(event, message);
        return this.#sent(event, message, round);
      }
      case 'message:received':
        return this.#received(event, message);
    }
  }

  /** What a peer is about to send belongs to what it has just done, however long it then waits for its connection. */
  #decided(event: Message | Attempted, message: SearchMessage): Round | undefined {
    const { observer, to } = event;
    switch (message.verb) {
      case 'SER': {
        const asker = keyOf(message.address);
        const round = this.#rounds.get(`${asker} ${message.query}`);
        if (round && observer === asker) this.#searches.get(round.search)?.asked.set(to, round.round);
        return round;
      }
      case 'SEROK': {
        const heard = observer === 'bootstrap' ? undefined : this.#lastHeard.get(observer);
        return heard?.asker === to ? heard : undefined;
      }
      case 'NEIGH':
        return this.#walk(observer, to);
      case 'NEIGHOK':
        return undefined;
    }
  }

  #attempt(event: Attempted, round: Round | undefined): void {
    const key = attemptOf(event);
    const same = this.#attempted.get(key);
    if (same) same.push(round);
    else this.#attempted.set(key, [round]);
  }

  /** @returns the round of the message that was attempted first, of those that are the same */
  #endAttempt(event: Message | EventOf<'message:undelivered'>): Round | undefined {
    const key = attemptOf(event);
    const same = this.#attempted.get(key);
    const round = same?.shift();
    if (same?.length === 0) this.#attempted.delete(key);
    return round;
  }

  #sent(event: Message, { verb }: SearchMessage, round: Round | undefined): Round | undefined {
    if (verb === 'NEIGHOK') return this.#exchanges.follow(event);
    if (verb === 'NEIGH' && round) this.#exchanges.begin(event, round);
    const known = round && this.#searches.get(round.search);
    if (verb !== 'SEROK' || !known) return round;
    const key = `${event.observer} ${event.frame}`;
    const underWay = known.underWay.get(key);
    if (underWay) underWay.push(round.round);
    else known.underWay.set(key, [round.round]);
    return round;
  }

  #received(event: Message, message: SearchMessage): Round | undefined {
    switch (message.verb) {
      case 'SER': {
        const asker = keyOf(message.address);
        const round = this.#rounds.get(`${asker} ${message.query}`);
        if (event.observer === 'bootstrap') return round;
        if (round) this.#lastHeard.set(event.observer, { ...round, asker });
        else this.#lastHeard.delete(event.observer);
        return round;
      }
      case 'SEROK':
        return this.#answerHeard(event, message);
      case 'NEIGH':
      case 'NEIGHOK':
        return this.#exchanges.follow(event);
    }
  }

  #answerHeard({ observer, frame }: MessageBody, answer: MessageOf<'SEROK'>): Round | undefined {
    const holder = keyOf(answer.address);
    const key = `${holder} ${frame}`;
    const ofAsker = [...this.#searches.values()].filter(({ asker }) => asker === observer);
    const sent = ofAsker.find(({ underWay }) => underWay.has(key));
    if (sent) {
      const rounds = sent.underWay.get(key) ?? [];
      const round = rounds.shift() ?? sent.round;
      if (rounds.length === 0) sent.underWay.delete(key);
      sent.heard.add(holder);
      return { search: sent.id, round };
    }
    const asks = (known: Known) =>
      answer.files.length === 0
        ? known.asked.has(holder)
        : answer.files.some((name) => matchesQuery(known.query, name));
    const open = ofAsker.filter((known) => !known.ended);
    const fits =
      ofAsker.findLast((known) => !known.heard.has(holder) && asks(known)) ??
      // Others may match in another way; with one search open there is no doubt which one is answered.
      (open.length === 1 && answer.files.length > 0 ? open[0] : undefined);
    fits?.heard.add(holder);
    return fits && { search: fits.id, round: fits.asked.get(holder) ?? fits.round };
  }

  /** A walker asks for neighbours where it has just asked for files. */
  #walk(asker: Observer, peer: AddressKey): Round | undefined {
    const known = [...this.#searches.values()].findLast(
      (search) => search.asker === asker && search.asked.has(peer),
    );
    return known && { search: known.id, round: known.asked.get(peer) ?? known.round };
  }

  #read(frame: string): SearchMessage | null {
    const known = this.#frames.get(frame);
    if (known !== undefined) return known;
    const parsed = parseMessage(frame.replace(/^\d{4} /, ''));
    const message = parsed.ok && isOfSearch(parsed.message) ? parsed.message : null;
    if (this.#frames.size >= REMEMBERED_FRAMES) this.#frames.clear();
    this.#frames.set(frame, message);
    return message;
  }
}

function attemptOf({
  observer,
  to,
  frame,
}: Pick<Message | EventOf<'message:undelivered'>, 'observer' | 'to' | 'frame'>) {
  return `${observer} ${to} ${frame}`;
}

function isOfSearch(message: { readonly verb: string }): message is SearchMessage {
  return ['SER', 'SEROK', 'NEIGH', 'NEIGHOK'].includes(message.verb);
}
