import { keyOf } from '../protocol/address';
import type { MessageOf } from '../protocol/message';
import { parseMessage } from '../protocol/parse';
import type { EventOf, MessageBody, NetworkEvent, PeerId, SearchId } from './events';
import { matchesQuery } from './matching';
import { KEPT_SEARCHES } from './state';
import { WalkExchanges } from './walk-exchanges';

type SearchMessage = MessageOf<'SER' | 'SEROK' | 'NEIGH' | 'NEIGHOK'>;

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
      case 'message:sent':
      case 'message:received':
        return this.#searches.size === 0 ? null : this.#message(event);
      default:
        return null;
    }
  }

  /** To be given a message that was recorded as sent and could not be delivered. @returns the search it belongs to */
  undelivered({ observer, to, frame, verb }: EventOf<'message:undelivered'>): SearchId | null {
    if (verb === 'SER') {
      const message = this.#read(frame);
      if (message?.verb !== 'SER') return null;
      return this.#rounds.get(`${keyOf(message.address)} ${message.query}`)?.search ?? null;
    }
    const key = `${observer} ${frame}`;
    for (const known of this.#searches.values()) {
      const rounds = known.asker === to ? known.underWay.get(key) : undefined;
      if (!rounds) continue;
      // The search whose answer was sent first is the one whose answer was lost first.
      rounds.shift();
      if (rounds.length === 0) known.underWay.delete(key);
      return known.id;
    }
    return null;
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

  #message(event: Message): Attributed | null {
    const { verb } = event;
    if (verb !== 'SER' && verb !== 'SEROK' && verb !== 'NEIGH' && verb !== 'NEIGHOK') return null;
    const message = this.#read(event.frame);
    if (message === null) return null;
    const found = this.#roundOf(event, message);
    return found ? { search: found.search, round: found.round, message } : null;
  }

  #roundOf(event: Message, message: SearchMessage): Round | undefined {
    switch (message.verb) {
      case 'SER':
        return this.#question(event, message);
      case 'SEROK':
        return event.type === 'message:sent' ? this.#answerSent(event) : this.#answerHeard(event, message);
      case 'NEIGH':
        return event.type === 'message:sent' ? this.#walk(event) : this.#exchanges.follow(event);
      case 'NEIGHOK':
        return this.#exchanges.follow(event);
    }
  }

  #question(event: MessageBody, { address, query }: MessageOf<'SER'>): Round | undefined {
    const asker = keyOf(address);
    const round = this.#rounds.get(`${asker} ${query}`);
    if (event.observer === 'bootstrap') return round;
    if (event.type === 'message:received') {
      if (round) this.#lastHeard.set(event.observer, { ...round, asker });
      else this.#lastHeard.delete(event.observer);
    } else if (round && event.observer === asker) {
      this.#searches.get(round.search)?.asked.set(event.to, round.round);
    }
    return round;
  }

  #answerSent({ observer, to, frame }: MessageBody): Round | undefined {
    const heard = observer === 'bootstrap' ? undefined : this.#lastHeard.get(observer);
    const known = heard && this.#searches.get(heard.search);
    if (!heard || !known || heard.asker !== to) return undefined;
    const key = `${observer} ${frame}`;
    const underWay = known.underWay.get(key);
    if (underWay) underWay.push(heard.round);
    else known.underWay.set(key, [heard.round]);
    return heard;
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
  #walk(event: Message): Round | undefined {
    const { from: asker, to: peer } = event;
    const known = [...this.#searches.values()].findLast(
      (search) => search.asker === asker && search.asked.has(peer),
    );
    if (!known) return undefined;
    const round = { search: known.id, round: known.asked.get(peer) ?? known.round };
    this.#exchanges.begin(event, round);
    return round;
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

function isOfSearch(message: { readonly verb: string }): message is SearchMessage {
  return ['SER', 'SEROK', 'NEIGH', 'NEIGHOK'].includes(message.verb);
}
