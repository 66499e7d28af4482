import { anySignal } from 'any-signal';
import type { NetworkEvent, PeerId, SearchId, SearchOutcome } from '../../../shared/network/events';
import { FileIndex } from '../../../shared/network/metrics/file-index';
import { AnatomyFold, fold } from '../../../shared/network/search/anatomy';
import type { Anatomy } from '../../../shared/network/search/anatomy-schema';
import type { Search } from '../../../shared/network/state/snapshot-schema';
import { KEPT_SEARCHES } from '../../../shared/network/state/state';
import { assertNever, failed, ok, type Result } from '../../../shared/problem';
import { keyOf } from '../../../shared/protocol/address';
import { CODE, type Message, type MessageOf } from '../../../shared/protocol/message';
import type { Settings } from '../../../shared/settings/settings';
import type { SearchStrategy } from '../../../shared/strategy';
import type { Random } from '../../runtime/random';
import type { EventLog } from '../log/event-log';
import type { SearchClient } from '../peer/search-client';
import { InFlight, type MessageEvent } from './in-flight';
import { QueryVariants } from './query-variants';
import { RunningSearch } from './running-search';
import { expandingRing } from './strategies/expanding-ring';
import { flood } from './strategies/flood';
import { randomWalk } from './strategies/random-walk';
import { checkQuery, checkStrategy, strategyOf } from './validate-search';

/** Searches under way at once; more would only make each other slower. */
const MAX_OPEN = 100;
/** Files believed of one search; beyond, what holders say is only counted as messages. */
const MAX_FILES = 5_000;
/** Steps kept of all searches together; the anatomies of the oldest go first. */
const MAX_STEPS = 200_000;

export interface SearchesOptions {
  readonly log: EventLog;
  readonly settings: () => Settings;
  /** What a hosted peer searches with, or why it cannot. */
  readonly searchingOf: (peer: PeerId) => Result<SearchClient>;
}

export interface AskedSearch {
  readonly peer: PeerId;
  readonly query: string;
  /** Default: what the settings say. */
  readonly strategy?: SearchStrategy | undefined;
}

/** A search with all that its messages told, once it has ended. */
export interface EndedSearch {
  readonly search: Search;
  readonly anatomy: Anatomy;
}

interface Open {
  readonly running: RunningSearch;
  readonly inFlight: InFlight;
  readonly firstHops: Map<number, number>;
  readonly startedAt: number;
  readonly cancel: AbortController;
  /** What each holder has told so far. */
  readonly told: Map<PeerId, Set<string>>;
  files: number;
  /** Questions and answers that could not be delivered. */
  undelivered: number;
  readonly ended: Promise<void>;
}

/** Starts searches, follows what comes of them in the log, and keeps the last hundred. */
export class Searches {
  readonly #options: SearchesOptions;
  readonly #open = new Map<SearchId, Open>();
  readonly #anatomies = new Map<SearchId, AnatomyFold>();
  readonly #spellings = new Map<PeerId, QueryVariants>();
  readonly #holdings: FileIndex;
  readonly #watchers = new Map<SearchId, Set<() => void>>();
  readonly #unsubscribe: () => void;
  /** Steers walkers. */
  readonly #random: Random;
  #started = 0;

  constructor(options: SearchesOptions) {
    this.#options = options;
    this.#random = options.log.runtime.random.fork('searches');
    this.#holdings = new FileIndex(options.log.state);
    this.#unsubscribe = options.log.subscribe((event, message) => this.#heard(event, message));
  }

  /** Starts a search in the name of a hosted peer. What comes of it is told by events. Nothing is sent on bad input. */
  start({ peer, query, strategy: asked }: AskedSearch): Result<Search> {
    const { log, settings } = this.#options;
    const random = this.#random;
    const strategy = asked ?? strategyOf(settings());
    const { timeToLive } = settings();
    const checked = checkQuery(query);
    if (!checked.ok) return checked;
    const possible = checkStrategy(strategy, timeToLive);
    if (!possible.ok) return possible;
    const searchClient = this.#options.searchingOf(peer);
    if (!searchClient.ok) return searchClient;
    if (this.#open.size >= MAX_OPEN) {
      return failed(
        'not-possible-now',
        `${MAX_OPEN} searches are under way. Wait for one to end, or cancel one.`,
      );
    }
    this.#started += 1;
    const id: SearchId = `s${this.#started}`;
    const cancel = new AbortController();
    // The peer outlives its searches, so what listens to it for one of them must be removed with that search.
    const signal = anySignal([cancel.signal, searchClient.value.stop]);
    const inFlight = new InFlight(log.state, log.runtime);
    const running = new RunningSearch({
      ...{ id, query: checked.value, timeToLive, inFlight: inFlight, random, runtime: log.runtime },
      searchClient: searchClient.value,
      spelling: this.#spellingOf(peer),
      emit: log.emit,
      signal,
    });
    log.emit({ type: 'search:started', search: id, peer, query: checked.value, strategy, timeToLive });
    const startedAt = log.runtime.now();
    // In a turn of its own, so that the search is known here before the first of its messages is.
    const ended = Promise.resolve()
      .then(() => spread(running, strategy, peer))
      .then((outcome) => this.#end(id, running.signal.aborted ? 'cancelled' : outcome))
      .finally(() => signal.clear());
    const told = new Map<PeerId, Set<string>>();
    const counts = { files: 0, undelivered: 0 };
    this.#open.set(id, {
      running,
      inFlight: inFlight,
      cancel,
      firstHops: new Map(),
      startedAt,
      told,
      ...counts,
      ended,
    });
    return this.#known(id);
  }

  /** @returns the search when it has ended, with its anatomy */
  async ended(id: SearchId): Promise<Result<EndedSearch>> {
    await this.#open.get(id)?.ended;
    const search = this.#known(id);
    const anatomy = this.anatomy(id);
    if (!search.ok) return search;
    return anatomy ? ok({ search: search.value, anatomy }) : unknown(id);
  }

  /** Stops asking. What is under way goes on by itself, since nobody can call it back. */
  async cancel(id: SearchId): Promise<Result<Search>> {
    const open = this.#open.get(id);
    if (!open) {
      const known = this.#known(id);
      return known.ok ? failed('not-possible-now', `Search ${id} has ended already.`) : known;
    }
    open.cancel.abort();
    await open.ended;
    return this.#known(id);
  }

  /** @param fromStep the first step that is wanted */
  anatomy(id: SearchId, fromStep = 0): Anatomy | undefined {
    return this.#anatomies.get(id)?.result(fromStep);
  }

  list(): readonly Search[] {
    return [...this.#options.log.state.searches.values()];
  }

  /** @param changed called, often, whenever the search got on. @returns a function that ends that */
  follow(id: SearchId, changed: () => void): () => void {
    const watchers = this.#watchers.get(id) ?? new Set();
    this.#watchers.set(id, watchers.add(changed));
    return () => {
      watchers.delete(changed);
      if (watchers.size === 0) this.#watchers.delete(id);
    };
  }

  /** Cancels what is under way. Idempotent. */
  async stop(): Promise<void> {
    for (const { cancel } of this.#open.values()) cancel.abort();
    await Promise.all([...this.#open.values()].map(({ ended }) => ended));
    this.#unsubscribe();
  }

  #known(id: SearchId): Result<Search> {
    const search = this.#options.log.state.searches.get(id);
    return search ? ok(search) : unknown(id);
  }

  #spellingOf(peer: PeerId): QueryVariants {
    const known = this.#spellings.get(peer) ?? new QueryVariants();
    this.#spellings.set(peer, known);
    return known;
  }

  #end(search: SearchId, outcome: SearchOutcome): void {
    const undelivered = this.#open.get(search)?.undelivered ?? 0;
    this.#open.delete(search);
    this.#options.log.emit({
      ...{ type: 'search:ended', search, outcome },
      ...(undelivered > 0 && { undelivered }),
    });
  }

  #heard(event: NetworkEvent, message: Message | undefined): void {
    this.#holdings.add(event);
    if (event.type === 'search:started') {
      this.#anatomies.set(event.search, new AnatomyFold(event, this.#options.log.state, this.#holdings));
      this.#forgetOld();
    }
    const about = fold(event, (search) => this.#anatomies.get(search));
    if (event.type === 'search:round') this.#open.get(event.search)?.firstHops.set(event.round, event.hops);
    if (event.type === 'peer:removed') this.#spellings.delete(event.peer);
    if (event.type === 'peer:removed' || (event.type === 'peer:phase-changed' && event.phase === 'crashed')) {
      for (const { inFlight } of this.#open.values()) inFlight.gone(event.peer);
    }
    if (isMessage(event)) this.#message(event, message);
    const changed = event.type === 'search:ended' ? event.search : about;
    if (changed) for (const watcher of this.#watchers.get(changed) ?? []) watcher();
  }

  #message(event: MessageEvent, message: Message | undefined): void {
    const { search } = event;
    const open = search === undefined ? undefined : this.#open.get(search);
    if (search === undefined || !open) return;
    const isOwn = event.verb === 'SER' || event.verb === 'SEROK';
    if (event.type === 'message:undelivered' && isOwn) open.undelivered += 1;
    const isOfAsker = event.observer === this.#options.log.state.searches.get(search)?.peer;
    if (event.type === 'message:received' && isOfAsker && message?.verb === 'SEROK') {
      this.#answered(search, open, event, message);
    }
    open.inFlight.message(event);
  }

  #answered(search: SearchId, open: Open, { round = 1 }: MessageEvent, message: MessageOf<'SEROK'>): void {
    if (message.code !== CODE.ok) return;
    const holder = keyOf(message.address);
    const told = open.told.get(holder) ?? new Set();
    const files = message.files.filter((name) => !told.has(name)).slice(0, MAX_FILES - open.files);
    if (files.length === 0) return;
    for (const name of files) told.add(name);
    open.told.set(holder, told);
    open.files += files.length;
    const hops = open.running.heard(holder, message.hops, open.firstHops.get(round) ?? 0);
    const latencyMs = this.#options.log.runtime.now() - open.startedAt;
    this.#options.log.emit({ type: 'search:hit', search, holder, files, hops, latencyMs });
  }

  /** A Map keeps the order of insertion, so the oldest stand in front. */
  #forgetOld(): void {
    let steps = 0;
    for (const anatomy of this.#anatomies.values()) steps += anatomy.stepCount;
    for (const [id, oldest] of this.#anatomies) {
      if (this.#anatomies.size <= KEPT_SEARCHES && steps <= MAX_STEPS) return;
      if (this.#open.has(id)) continue;
      this.#anatomies.delete(id);
      steps -= oldest.stepCount;
    }
  }
}

function isMessage(event: NetworkEvent): event is MessageEvent {
  return event.type.startsWith('message:');
}

function spread(search: RunningSearch, strategy: SearchStrategy, peer: PeerId): Promise<SearchOutcome> {
  switch (strategy.kind) {
    case 'flood':
      return flood(search, strategy);
    case 'expanding-ring':
      return expandingRing(search, strategy);
    case 'random-walk':
      return randomWalk(search, strategy, peer);
    default:
      return assertNever(strategy);
  }
}

function unknown(id: SearchId) {
  return failed('not-found', `Search ${id} is not known here any more; the last ${KEPT_SEARCHES} are.`);
}
