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

/** Maximum number of concurrent searches; more would only slow each other down. */
const MAX_OPEN = 100;
/** Maximum number of recorded files of one search; further hits are only counted as messages. */
const MAX_FILES = 5_000;
/** Maximum number of recorded steps of all searches together; the oldest anatomies are removed first. */
const MAX_STEPS = 200_000;

export interface SearchesOptions {
  readonly log: EventLog;
  readonly settings: () => Settings;
  /** The search client of a hosted peer, or the problem why it cannot search. */
  readonly searchingOf: (peer: PeerId) => Result<SearchClient>;
}

export interface SearchRequest {
  readonly peer: PeerId;
  readonly query: string;
  /** Default: the strategy in the settings. */
  readonly strategy?: SearchStrategy | undefined;
}

/** An ended search with its anatomy, which is computed from its messages. */
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
  /** The files that each holder has reported so far. */
  readonly hitsByHolder: Map<PeerId, Set<string>>;
  files: number;
  /** Number of queries and answers that could not be delivered. */
  undelivered: number;
  readonly ended: Promise<void>;
}

/** Starts searches, follows them in the log, and stores the last hundred. */
export class Searches {
  readonly #options: SearchesOptions;
  readonly #open = new Map<SearchId, Open>();
  readonly #anatomies = new Map<SearchId, AnatomyFold>();
  readonly #variants = new Map<PeerId, QueryVariants>();
  readonly #fileIndex: FileIndex;
  readonly #watchers = new Map<SearchId, Set<() => void>>();
  readonly #unsubscribe: () => void;
  /** Random source of the walkers. */
  readonly #random: Random;
  #started = 0;

  constructor(options: SearchesOptions) {
    this.#options = options;
    this.#random = options.log.runtime.random.fork('searches');
    this.#fileIndex = new FileIndex(options.log.state);
    this.#unsubscribe = options.log.subscribe((event, message) => this.#onEvent(event, message));
  }

  /** Starts a search of a hosted peer. Its results are events. Nothing is sent on invalid input. */
  start({ peer, query, strategy: requested }: SearchRequest): Result<Search> {
    const { log, settings } = this.#options;
    const random = this.#random;
    const strategy = requested ?? strategyOf(settings());
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
        `${MAX_OPEN} searches are in progress. Wait for one to end, or cancel one.`,
      );
    }
    this.#started += 1;
    const id: SearchId = `s${this.#started}`;
    const cancel = new AbortController();
    // The peer outlives its searches, so the listeners of one search must be removed with that search.
    const signal = anySignal([cancel.signal, searchClient.value.stop]);
    const inFlight = new InFlight(log.state, log.runtime);
    const running = new RunningSearch({
      ...{ id, query: checked.value, timeToLive, inFlight, random, runtime: log.runtime },
      searchClient: searchClient.value,
      variants: this.#variantsOf(peer),
      emit: log.emit,
      signal,
    });
    log.emit({ type: 'search:started', search: id, peer, query: checked.value, strategy, timeToLive });
    const startedAt = log.runtime.now();
    // In a separate microtask, so that the search is registered before the first of its messages.
    const ended = Promise.resolve()
      .then(() => spread(running, strategy, peer))
      .then((outcome) => this.#end(id, running.signal.aborted ? 'cancelled' : outcome))
      .finally(() => signal.clear());
    const hitsByHolder = new Map<PeerId, Set<string>>();
    const counts = { files: 0, undelivered: 0 };
    this.#open.set(id, {
      running,
      inFlight,
      cancel,
      firstHops: new Map(),
      startedAt,
      hitsByHolder,
      ...counts,
      ended,
    });
    return this.#stored(id);
  }

  /** @returns the search when it has ended, with its anatomy */
  async ended(id: SearchId): Promise<Result<EndedSearch>> {
    await this.#open.get(id)?.ended;
    const search = this.#stored(id);
    const anatomy = this.anatomy(id);
    if (!search.ok) return search;
    return anatomy ? ok({ search: search.value, anatomy }) : unknown(id);
  }

  /** Stops sending queries. Queries in flight are still forwarded, since the protocol cannot recall them. */
  async cancel(id: SearchId): Promise<Result<Search>> {
    const open = this.#open.get(id);
    if (!open) {
      const stored = this.#stored(id);
      return stored.ok ? failed('not-possible-now', `Search ${id} has ended already.`) : stored;
    }
    open.cancel.abort();
    await open.ended;
    return this.#stored(id);
  }

  /** @param fromStep the first requested step */
  anatomy(id: SearchId, fromStep = 0): Anatomy | undefined {
    return this.#anatomies.get(id)?.result(fromStep);
  }

  list(): readonly Search[] {
    return [...this.#options.log.state.searches.values()];
  }

  /** @param changed called, often, after each progress of the search. @returns a function that unsubscribes */
  follow(id: SearchId, changed: () => void): () => void {
    const watchers = this.#watchers.get(id) ?? new Set();
    this.#watchers.set(id, watchers.add(changed));
    return () => {
      watchers.delete(changed);
      if (watchers.size === 0) this.#watchers.delete(id);
    };
  }

  /** Cancels all searches in progress. Idempotent. */
  async stop(): Promise<void> {
    for (const { cancel } of this.#open.values()) cancel.abort();
    await Promise.all([...this.#open.values()].map(({ ended }) => ended));
    this.#unsubscribe();
  }

  #stored(id: SearchId): Result<Search> {
    const search = this.#options.log.state.searches.get(id);
    return search ? ok(search) : unknown(id);
  }

  #variantsOf(peer: PeerId): QueryVariants {
    const variants = this.#variants.get(peer) ?? new QueryVariants();
    this.#variants.set(peer, variants);
    return variants;
  }

  #end(search: SearchId, outcome: SearchOutcome): void {
    const undelivered = this.#open.get(search)?.undelivered ?? 0;
    this.#open.delete(search);
    this.#options.log.emit({
      ...{ type: 'search:ended', search, outcome },
      ...(undelivered > 0 && { undelivered }),
    });
  }

  #onEvent(event: NetworkEvent, message: Message | undefined): void {
    this.#fileIndex.add(event);
    if (event.type === 'search:started') {
      this.#anatomies.set(event.search, new AnatomyFold(event, this.#options.log.state, this.#fileIndex));
      this.#dropOldest();
    }
    const about = fold(event, (search) => this.#anatomies.get(search));
    if (event.type === 'search:round') this.#open.get(event.search)?.firstHops.set(event.round, event.hops);
    if (event.type === 'peer:removed') this.#variants.delete(event.peer);
    if (event.type === 'peer:removed' || (event.type === 'peer:phase-changed' && event.phase === 'crashed')) {
      for (const { inFlight } of this.#open.values()) inFlight.onPeerGone(event.peer);
    }
    if (isMessage(event)) this.#onMessage(event, message);
    const changed = event.type === 'search:ended' ? event.search : about;
    if (changed) for (const watcher of this.#watchers.get(changed) ?? []) watcher();
  }

  #onMessage(event: MessageEvent, message: Message | undefined): void {
    const { search } = event;
    const open = search === undefined ? undefined : this.#open.get(search);
    if (search === undefined || !open) return;
    const isOwn = event.verb === 'SER' || event.verb === 'SEROK';
    if (event.type === 'message:undelivered' && isOwn) open.undelivered += 1;
    const isOfAsker = event.observer === this.#options.log.state.searches.get(search)?.peer;
    if (event.type === 'message:received' && isOfAsker && message?.verb === 'SEROK') {
      this.#onAnswer(search, open, event, message);
    }
    open.inFlight.onMessage(event);
  }

  #onAnswer(search: SearchId, open: Open, { round = 1 }: MessageEvent, message: MessageOf<'SEROK'>): void {
    if (message.code !== CODE.ok) return;
    const holder = keyOf(message.address);
    const knownFiles = open.hitsByHolder.get(holder) ?? new Set();
    const files = message.files.filter((name) => !knownFiles.has(name)).slice(0, MAX_FILES - open.files);
    if (files.length === 0) return;
    for (const name of files) knownFiles.add(name);
    open.hitsByHolder.set(holder, knownFiles);
    open.files += files.length;
    const hops = open.running.recordAnswer(holder, message.hops, open.firstHops.get(round) ?? 0);
    const latencyMs = this.#options.log.runtime.now() - open.startedAt;
    this.#options.log.emit({ type: 'search:hit', search, holder, files, hops, latencyMs });
  }

  /** A Map keeps the order of insertion, so the oldest entries come first. */
  #dropOldest(): void {
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
  return failed('not-found', `Search ${id} is no longer stored; the last ${KEPT_SEARCHES} are.`);
}
