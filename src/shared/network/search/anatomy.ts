import { isSearchVerb, SEARCH_VERBS, type SearchVerb } from '../../protocol/verbs';
import type { EventOf, MessageBody, NetworkEvent, PeerId, SearchId } from '../events';
import { FileIndex } from '../metrics/file-index';
import { reduce } from '../state/reduce';
import type { SearchAnswer } from '../state/snapshot-schema';
import { emptyState, type NetworkState } from '../state/state';
import type { Anatomy, Reached, Step } from './anatomy-schema';
import { isFirstSight } from './attribution';

interface Sent {
  readonly from: PeerId;
  readonly at: number;
}

/** Steps kept of one search. */
const KEPT_STEPS = 10_000;
/** Sendings remembered of one search until they arrive; what is lost on the way makes room for later ones. */
const MAX_UNDER_WAY = 50_000;

/** Folds the messages of one search: those of its own, as the log has attributed them, and its `search:` events. */
export class AnatomyFold {
  readonly #start: EventOf<'search:started'>;
  readonly #isKnown: (peer: PeerId) => boolean;
  readonly #isHosted: (peer: PeerId) => boolean;
  readonly #population: number;
  readonly #holders: ReadonlyMap<PeerId, readonly string[]>;
  readonly #firstHops = new Map<number, number>();
  readonly #walked = new Map<PeerId, EventOf<'search:step'>>();
  readonly #reached = new Map<PeerId, Reached>();
  readonly #duplicates = new Map<string, { from: PeerId; to: PeerId; messages: number }>();
  readonly #ends = new Set<PeerId>();
  /** The round in which each peer was last reached. */
  readonly #lastRound = new Map<PeerId, number>();
  readonly #answers: SearchAnswer[] = [];
  readonly #messages = noMessages();
  /** What hosted peers sent to hosted ones and has not arrived, by the number of its event. */
  readonly #underWay = new Map<number, Sent>();
  readonly #steps: Step[] = [];
  #stepsLeftOut = 0;
  #arrived = 0;
  #repeated = 0;

  /**
   * @param state is kept, to tell who is known and hosted
   * @param holdings as they are when the search starts; they are read now
   */
  constructor(start: EventOf<'search:started'>, state: NetworkState, holdings: FileIndex) {
    this.#start = start;
    this.#population = holdings.population(start.peer);
    this.#isKnown = (peer) => state.peers.has(peer);
    this.#isHosted = (peer) => state.peers.get(peer)?.hosted === true;
    this.#holders = holdings.holdersOf(start.query, start.peer);
  }

  get stepCount(): number {
    return this.#steps.length;
  }

  round({ round, hops }: EventOf<'search:round'>): void {
    this.#firstHops.set(round, hops);
  }

  walked(event: EventOf<'search:step'>): void {
    if (!this.#walked.has(event.peer)) this.#walked.set(event.peer, event);
  }

  answered({ seq, holder, files, hops, latencyMs }: EventOf<'search:hit'>): void {
    this.#answers.push({ seq, holder, files, hops, latencyMs });
  }

  /** A message of this search. */
  message(event: NetworkEvent & MessageBody): void {
    const { verb } = event;
    if (!isSearchVerb(verb)) return;
    if (isFirstSight(event, this.#isHosted)) this.#messages[verb] += 1;
    if (event.type === 'message:sent') {
      const sent = { from: event.from, at: this.#since(event) };
      // An external peer tells nobody of what reaches it; TCP and loopback lose nothing, so it counts as arrived.
      if (!this.#isHosted(event.to)) return this.#arrive(event, verb, sent.from, sent.at);
      this.#underWay.set(event.seq, sent);
      const [oldest] = this.#underWay.keys();
      if (this.#underWay.size > MAX_UNDER_WAY && oldest !== undefined) this.#underWay.delete(oldest);
      return;
    }
    const sent = this.#underWay.get(event.cause ?? 0);
    this.#underWay.delete(event.cause ?? 0);
    const from = sent && !this.#isKnown(event.from) ? sent.from : event.from;
    this.#arrive(event, verb, from, sent?.at ?? null);
  }

  /** @param fromStep the first step that is wanted */
  result(fromStep = 0): Anatomy {
    const { search, peer, query, strategy } = this.#start;
    const answered = new Set(this.#answers.map(({ holder }) => holder));
    const holders = [...this.#holders].map(([holder, files]) => ({ peer: holder, files }));
    const missed = [...this.#holders.keys()].filter((holder) => !answered.has(holder));
    return {
      ...{ search, peer, query, strategy, holders, missed },
      population: this.#population,
      reached: [...this.#reached.values()],
      duplicates: [...this.#duplicates.values()].map((link) => ({ ...link })),
      ends: [...this.#ends],
      answers: [...this.#answers],
      messages: { ...this.#messages },
      arrived: this.#arrived,
      redundancy: this.#arrived === 0 ? null : this.#repeated / this.#arrived,
      recall: holders.length === 0 ? null : (holders.length - missed.length) / holders.length,
      steps: this.#steps.slice(fromStep),
      stepsLeftOut: this.#stepsLeftOut,
    };
  }

  #arrive(event: NetworkEvent & MessageBody, verb: SearchVerb, from: PeerId, sentAt: number | null): void {
    const { seq, to, round = 1, hops: wireHops = 0 } = event;
    const at = this.#since(event);
    const step = { seq, at, sentAt, from, to, verb, round };
    switch (verb) {
      case 'SER': {
        const first = !this.#reached.has(to) && to !== this.#start.peer;
        const hops = this.#walked.get(to)?.step ?? this.#forwards(wireHops, round) + 1;
        this.#question({ peer: to, from, hops: hops - 1, at }, first);
        this.#noteEnd(to, wireHops, round);
        return this.#keep({ ...step, kind: first ? 'first' : 'duplicate', hops: hops - 1 });
      }
      case 'SEROK': {
        const hops = this.#reached.get(event.holder ?? from)?.hops ?? this.#forwards(wireHops, round);
        return this.#keep({ ...step, kind: 'answer', hops });
      }
      case 'NEIGH':
      case 'NEIGHOK':
        return this.#keep({ ...step, kind: 'walking', hops: 0 });
    }
  }

  #question(reached: Reached, first: boolean): void {
    const { peer: to, from } = reached;
    this.#arrived += 1;
    if (first) this.#reached.set(to, { ...reached, from: this.#walked.get(to)?.from ?? from });
    else {
      this.#repeated += 1;
      const key = `${from} ${to}`;
      const link = this.#duplicates.get(key);
      if (link) link.messages += 1;
      else this.#duplicates.set(key, { from, to, messages: 1 });
    }
  }

  /** What comes first in a round decides whether a peer passes it on; a ring further out comes with fewer hops. */
  #noteEnd(peer: PeerId, wireHops: number, round: number): void {
    if (this.#start.strategy.kind === 'random-walk' || peer === this.#start.peer) return;
    if (this.#lastRound.get(peer) === round) return;
    this.#lastRound.set(peer, round);
    if (wireHops < this.#start.timeToLive) this.#ends.delete(peer);
    else this.#ends.add(peer);
  }

  #forwards(wireHops: number, round: number): number {
    return Math.max(0, wireHops - (this.#firstHops.get(round) ?? 0));
  }

  #keep(step: Step): void {
    if (this.#steps.length < KEPT_STEPS) this.#steps.push(step);
    else this.#stepsLeftOut += 1;
  }

  #since({ at }: NetworkEvent): number {
    return Math.max(0, at - this.#start.at);
  }
}

/**
 * Folds whole histories: the anatomy of every search in them, from the events alone.
 *
 * @param events from the first one on, as a log made them
 */
export function anatomiesOf(events: Iterable<NetworkEvent>): Map<SearchId, Anatomy> {
  const folds = new Map<SearchId, AnatomyFold>();
  const state = emptyState();
  const holdings = new FileIndex(state);
  for (const event of events) {
    reduce(state, event);
    holdings.add(event);
    if (event.type === 'search:started') folds.set(event.search, new AnatomyFold(event, state, holdings));
    fold(event, (search) => folds.get(search));
  }
  return new Map([...folds].map(([search, anatomy]) => [search, anatomy.result()]));
}

/** Gives an event to the fold that it belongs to. @returns that search, or null */
export function fold(
  event: NetworkEvent,
  foldOf: (search: SearchId) => AnatomyFold | undefined,
): SearchId | null {
  switch (event.type) {
    case 'search:round':
      foldOf(event.search)?.round(event);
      return event.search;
    case 'search:step':
      foldOf(event.search)?.walked(event);
      return event.search;
    case 'search:hit':
      foldOf(event.search)?.answered(event);
      return event.search;
    case 'message:sent':
    case 'message:received':
      if (event.search !== undefined) foldOf(event.search)?.message(event);
      return event.search ?? null;
    default:
      return null;
  }
}

function noMessages(): Record<SearchVerb, number> {
  return Object.fromEntries(SEARCH_VERBS.map((verb) => [verb, 0])) as Record<SearchVerb, number>;
}
