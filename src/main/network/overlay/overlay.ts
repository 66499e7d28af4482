import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddPeers } from '../../../shared/contract';
import type { Removal, Restored } from '../../../shared/contract/peer';
import type { DefaultedSetting, PeerId } from '../../../shared/network/events';
import { failed, ok, type Problem, type Result } from '../../../shared/problem';
import {
  type Address,
  type AddressKey,
  addressOf,
  keyOf,
  parseAddress,
} from '../../../shared/protocol/address';
import { checkPeerName } from '../../../shared/protocol/names';
import type { OpenedNetwork, SavedNetwork } from '../../../shared/recording/saved-network';
import {
  DEFAULT_SETTINGS,
  placeDiffers,
  SETTING_KEYS,
  type Settings,
} from '../../../shared/settings/settings';
import { seeded } from '../../runtime/random';
import { type Runtime, timeLimit } from '../../runtime/runtime';
import { systemRuntime } from '../../runtime/system';
import { HostedBootstrap } from '../bootstrap/hosted-bootstrap';
import { boundsOf } from '../connections/limits';
import { Downloads } from '../downloads/downloads';
import { ContactWays } from '../external/contact-ways';
import { ExternalPeers } from '../external/external-peers';
import { watchLiveness } from '../external/liveness';
import type { FileSource } from '../files/file-source';
import { drawNames, readNameList } from '../files/name-list';
import type { Share } from '../files/shared-files';
import type { TransportLayer } from '../frames/frame-transport';
import { socketTransport } from '../frames/frames';
import { PictureLayout } from '../layout/picture-layout';
import { ShapeRoom, shapeOf } from '../layout/shape';
import { EventLog } from '../log/event-log';
import { MetricsService } from '../metrics/metrics-service';
import { KeyedMutex } from '../node/keyed-mutex';
import type { Peer } from '../peer/peer';
import { Searches } from '../search/searches';
import { checkSettings } from './check-settings';
import { FormerPeers } from './former-peers';
import { HostedPeers } from './hosted-peers';
import { type Spawned, spawnPeers } from './spawn';

export type PeerAction = 'register' | 'join' | 'leave' | 'unregister' | 'crash' | 'restart';

export interface OverlayOptions {
  readonly settings?: Settings;
  /** Fields of the settings file that cannot be used; `settings` has their defaults. */
  readonly defaultedSettings?: readonly DefaultedSetting[];
  /** Default: sockets of the operating system. */
  readonly transport?: TransportLayer;
  readonly runtime?: Runtime;
  readonly log?: EventLog;
  /** Where downloads appear while the settings name no folder; default: a temporary one. */
  readonly downloadFolder?: string;
  /** Writes changed settings to where they outlive the program; what it refuses does not come into force. */
  readonly keepSettings?: KeepSettings;
}

export type KeepSettings = (settings: Settings, changed: readonly (keyof Settings)[]) => Promise<Result>;

/** Milliseconds that peers have for leaving in order when everything stops. */
const LEAVE_TIMEOUT_MS = 1_800;
/** Keeps the drawing of files apart from the drawing of links, which the same seed makes. */
const FILE_SEED = 20;

/**
 * The network that this process hosts: one bootstrap server and any number of peers. It is the only way in for
 * commands, and its log the only way out for what happens.
 */
export class Overlay {
  readonly log: EventLog;
  /** Every search that a hosted peer makes. */
  readonly searches: Searches;
  readonly metrics: MetricsService;
  readonly downloads: Downloads;
  readonly layout: PictureLayout;
  readonly #peers: HostedPeers;
  readonly #former: FormerPeers;
  readonly #bootstrap: HostedBootstrap;
  readonly #ways: ContactWays;
  readonly #additions = new Map<string, AbortController>();
  /** Additions that have not ended yet. */
  readonly #adding = new Set<Promise<unknown>>();
  readonly #endings: (() => void)[] = [];
  readonly #keepSettings: KeepSettings;
  readonly #defaultedSettings: readonly DefaultedSetting[];
  readonly #changes = new KeyedMutex<'settings'>();
  #settings: Settings;
  /** Draws what peers share where no seed is given: every new network is the same in this. */
  readonly #drawing = seeded(FILE_SEED);
  #named = 0;
  readonly #room = new ShapeRoom();
  #additionsMade = 0;
  #stopping: Promise<void> | null = null;

  constructor({
    settings = DEFAULT_SETTINGS,
    defaultedSettings = [],
    transport = socketTransport({
      bounds: () => boundsOf(this.#settings),
    }),
    runtime = systemRuntime,
    log = new EventLog(runtime),
    downloadFolder = join(tmpdir(), 'syncpulse-downloads'),
    keepSettings = async () => ok(),
  }: OverlayOptions = {}) {
    this.log = log;
    this.#ways = new ContactWays(log);
    this.metrics = new MetricsService(log);
    this.layout = new PictureLayout(log);
    this.downloads = new Downloads({
      emit: log.emit,
      runtime: log.runtime,
      connect: (peer, to) => (peer && this.#peers.get(peer)?.openConnection(to)) || transport.connect(to),
      folder: () => this.#settings.downloadFolder || downloadFolder,
      holdersOf: (name) => this.#peers.holdersOf(name),
      onFetched: ({ peer, name, path }) => {
        if (peer === null || !this.#settings.shareDownloads) return;
        void this.#peers.get(peer)?.files.addFetched(name, path);
      },
    });
    log.subscribe((event) => this.downloads.notice(event));
    this.#settings = settings;
    this.#defaultedSettings = defaultedSettings;
    this.#keepSettings = keepSettings;
    const shared = { transport, emit: log.emit, runtime: log.runtime, settings: () => this.#settings };
    this.#bootstrap = new HostedBootstrap({
      ...shared,
      ways: this.#ways,
      own: (address) => (this.#peers.get(keyOf(address))?.phase ?? 'crashed') !== 'crashed',
    });
    this.#peers = new HostedPeers({
      ...shared,
      bootstrap: this.#bootstrap,
      ways: this.#ways,
      isGone: (id) => {
        const peer = log.state.peers.get(id);
        return peer?.hosted === false && peer.phase === 'crashed';
      },
    });
    this.#former = new FormerPeers({ log, peers: this.#peers, layout: this.layout });
    this.searches = new Searches({
      log,
      settings: () => this.#settings,
      searchingOf: (id) => this.#hosted(id, (peer) => peer.searchClient()),
    });
  }

  get settings(): Settings {
    return this.#settings;
  }

  /** Starts the bootstrap server. That a port is in use is an event, never a throw. */
  async start(): Promise<void> {
    this.log.emit({ type: 'settings:changed', settings: this.#settings });
    for (const defaulted of this.#defaultedSettings)
      this.log.emit({ type: 'settings:defaulted', ...defaulted });
    const external = new ExternalPeers(this.log);
    this.#endings.push(() => external.stop());
    this.#endings.push(
      watchLiveness({
        log: this.log,
        external,
        ways: this.#ways,
        settings: () => this.#settings,
        ping: (by, other) => this.#withPeerAnd(by, other, (peer, address) => peer.probe(address)),
        reach: (by, other) => this.#withPeerAnd(by, other, (peer, address) => peer.reach(address)),
      }),
      () => this.#ways.stop(),
    );
    await this.downloads.findUnfinished();
    await this.#bootstrap.open();
  }

  /** Ends everything: peers leave in order as far as time allows, then every socket and timer goes. Idempotent. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  startBootstrap(): Promise<Result<{ address: AddressKey }>> {
    return this.#bootstrap.start();
  }

  stopBootstrap(): Promise<Result> {
    return this.#bootstrap.stop();
  }

  /**
   * Adds peers and wires them. Answered when each has joined, or waits for a bootstrap server that is down.
   *
   * @param signal ends the adding; what exists stays
   */
  async addPeers(input: AddPeers, signal?: AbortSignal): Promise<Result<Spawned>> {
    if (input.name !== undefined) {
      const name = checkPeerName(input.count === 1 ? input.name : `${input.name}${input.count}`);
      if (!name.ok) return failed('bad-input', name.error.sentence);
    }
    if (input.port !== undefined && input.count !== 1) {
      return failed('bad-input', 'A port can be given for one peer only. Leave it out to add many.');
    }
    const shares = await this.#whatTheyShare(input.seed);
    if (!shares.ok) return shares;
    this.#additionsMade += 1;
    const id = `a${this.#additionsMade}`;
    const cancel = new AbortController();
    this.#additions.set(id, cancel);
    let made = 0;
    const fixedWiring = input.wiring !== 'offered';
    const shape = shapeOf(input.wiring, input.count, input.degree);
    const adding = spawnPeers({
      id,
      input,
      emit: this.log.emit,
      random: input.seed === undefined ? this.log.runtime.random.fork(id) : seeded(input.seed),
      runtime: this.log.runtime,
      signal: signal ? AbortSignal.any([cancel.signal, signal]) : cancel.signal,
      places: shape ? this.#room.take(shape, this.log.state.peers.values(), input.place) : undefined,
      replace: (peer, place) => this.#peers.replace(peer, { place, port: input.port, fixedWiring }),
      open: (place) => {
        made += 1;
        return this.#peers.open(
          { place, port: input.port, fixedWiring },
          this.#nameOf(input, made),
          shares.value(),
        );
      },
    });
    this.#adding.add(adding);
    const result = await adding;
    this.#adding.delete(adding);
    this.#additions.delete(id);
    return result;
  }

  cancelAddition(addition: string): Result {
    const running = this.#additions.get(addition);
    if (!running) return failed('not-found', 'That addition has ended already.');
    running.abort();
    return ok();
  }

  /** Takes an entry out of the registry of the bootstrap server here. */
  removeEntry(id: PeerId): Result {
    const parsed = parseAddress(id);
    if (!parsed.ok) return failed('bad-input', parsed.error.sentence);
    if (this.#bootstrap.removeEntry(parsed.address)) return ok();
    return failed('not-found', `The registry of the bootstrap server here has no entry ${id}.`);
  }

  act(id: PeerId, action: PeerAction): Promise<Result> {
    return this.#withPeer(id, (peer) => peer[action]());
  }

  /** Gives a hosted peer another name; its address, links and files stay. */
  async rename(id: PeerId, name: string): Promise<Result> {
    const checked = checkPeerName(name);
    if (!checked.ok) return failed('bad-input', checked.error.sentence);
    return this.#withPeer(id, (peer) => peer.rename(checked.name));
  }

  /** Shares names or a folder in place of those before; what is left out stays as it is. */
  share(id: PeerId, what: Share): Promise<Result> {
    return this.#withPeer(id, (peer) => peer.files.share(what));
  }

  /** @returns what a hosted peer was told to share; undefined where it does not run here */
  toldToShare(id: PeerId): Required<Pick<Share, 'names' | 'folder'>> | undefined {
    return this.#peers.get(id)?.files.told;
  }

  /** @returns the content of a file as a hosted peer shares it; undefined where none shares that name */
  sharedFile(name: string): FileSource | undefined {
    const [holder] = this.#peers.holdersOf(name);
    return holder && this.#peers.get(holder)?.files.find(name);
  }

  /** `id` JOINs `other`, hosted or not. */
  connect(id: PeerId, other: PeerId): Promise<Result> {
    return this.#withPeerAnd(id, other, (peer, address) => peer.connect(address));
  }

  /** `id` LEAVEs that neighbour alone. */
  disconnect(id: PeerId, other: PeerId): Promise<Result> {
    return this.#withPeer(id, (peer) => peer.disconnect(addressOf(other)));
  }

  /** @returns the time from PING to PONG, in milliseconds */
  ping(id: PeerId, other: PeerId): Promise<Result<{ milliseconds: number }>> {
    return this.#withPeerAnd(id, other, (peer, address) => peer.ping(address));
  }

  /**
   * Leaves if need be (where it has crashed, in its name), closes, and takes the peer off the picture. An external peer
   * that has crashed, or is silent for long, is taken out of the registry and the tables here; one that lives is its own
   * program's.
   *
   * @returns what {@link restore} takes to add it again; null for an external peer
   */
  remove(id: PeerId): Promise<Result<Removal | null>> {
    const known = this.log.state.peers.get(id);
    if (known?.hosted === false && (known.phase === 'crashed' || known.silentSince !== undefined)) {
      this.#removeExternal(id);
      return Promise.resolve(ok(null));
    }
    return this.#withPeer(id, async (peer) => {
      const believers = peer.phase === 'crashed' ? this.#believersIn(id) : [];
      const keep = this.#former.describe(peer, believers);
      if (peer.phase === 'crashed') await peer.withdraw(believers);
      else if (peer.mayBeKnown) await peer.leave();
      // Where the server runs here, an entry goes in any case, be its peer's port in use by now.
      this.#bootstrap.removeEntry(peer.address, peer.name);
      await this.#peers.takeOff(peer);
      return ok(keep());
    });
  }

  /** Adds removed peers again, as they were; see {@link FormerPeers.restore}. It counts as an addition, which can be cancelled. */
  async restore(removals: readonly Removal[], signal?: AbortSignal): Promise<Result<Restored>> {
    return this.#asAddition((addition, cancel) => this.#former.restore(removals, addition, cancel), signal);
  }

  /** @returns the hosted peers and how they are connected, to be kept in a file */
  save(): SavedNetwork {
    const peers = this.#peers.all().map((peer) => {
      return this.#former.save(peer, peer.phase === 'crashed' ? this.#believersIn(peer.id) : []);
    });
    const savedAt = new Date(this.log.runtime.wallClock()).toISOString();
    return { savedAt, arrangement: this.layout.arrangement, peers };
  }

  /** Adds the peers of a file by real messages; see {@link FormerPeers.open}. It counts as an addition. */
  async open({ arrangement, peers }: SavedNetwork, signal?: AbortSignal): Promise<Result<OpenedNetwork>> {
    if (this.#peers.all().length === 0) this.layout.choose(arrangement);
    return this.#asAddition((addition, cancel) => this.#former.open(peers, addition, cancel), signal);
  }

  /** Runs what adds peers under the name of an addition, by which it can be cancelled. */
  async #asAddition<T>(
    add: (addition: string, signal: AbortSignal) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    this.#additionsMade += 1;
    const addition = `a${this.#additionsMade}`;
    const cancel = new AbortController();
    this.#additions.set(addition, cancel);
    const adding = add(addition, signal ? AbortSignal.any([cancel.signal, signal]) : cancel.signal);
    this.#adding.add(adding);
    try {
      return await adding;
    } finally {
      this.#adding.delete(adding);
      this.#additions.delete(addition);
    }
  }

  /** Takes it out of all that keeps it in the picture. */
  #removeExternal(id: PeerId): void {
    const address = addressOf(id);
    this.#bootstrap.removeEntry(address);
    for (const peer of this.#peers.all()) peer.forget(address);
  }

  /** @returns hosted peers that run and have this one in their tables */
  #believersIn(id: PeerId): Address[] {
    const peers = this.#peers.all();
    return peers
      .filter((peer) => this.log.state.peers.get(peer.id)?.neighbours.has(id))
      .map(({ address }) => address);
  }

  /** The neighbour table of each hosted peer as the peer itself has it, to be compared with what the events tell. */
  tables(): Map<PeerId, readonly PeerId[]> {
    return new Map(this.#peers.all().map((peer) => [peer.id, peer.neighbours()]));
  }

  /**
   * Changes settings as a whole or not at all. Every field is examined first, the bootstrap server's new place is
   * opened before the old one is closed, and they are in force, and answered, once they are kept. On any failure
   * everything is as before. Changes are made one after another.
   */
  updateSettings(change: Partial<Settings>): Promise<Result<Settings>> {
    return this.#changes.run('settings', async () => {
      const next = { ...this.#settings, ...change };
      // The file has another value for a field that could not be used: saving its default, too, must replace that.
      const defaulted = new Set(this.log.state.defaultedSettings.map(({ field }) => field));
      const changed = SETTING_KEYS.filter(
        (key) => next[key] !== this.#settings[key] || (key in change && defaulted.has(key)),
      );
      if (changed.length === 0) return ok(this.#settings);
      const checked = await this.log.runtime.outside(() => checkSettings(next, changed));
      if (!checked.ok) return checked;
      const commit = async (): Promise<Result> => {
        const kept = await this.#keepSettings(next, changed);
        if (!kept.ok) return kept;
        this.#settings = next;
        this.log.emit({ type: 'settings:changed', settings: next, saved: changed });
        return ok();
      };
      const moves = placeDiffers(this.#settings, next);
      const done = await (moves ? this.#bootstrap.move(next, commit) : commit());
      return done.ok ? ok(this.#settings) : done;
    });
  }

  #nameOf({ name, count }: AddPeers, index: number): string {
    if (name !== undefined) return count === 1 ? name : `${name}${index}`;
    this.#named += 1;
    return `Node${this.#named}`;
  }

  /** @returns what gives each new peer its own share, in the order of asking: the same seed, the same shares */
  async #whatTheyShare(seed: number | undefined): Promise<Result<() => Share>> {
    const { fileList, sharedFolder } = this.#settings;
    if (sharedFolder !== '') return ok(() => ({ folder: sharedFolder }));
    const list = await this.log.runtime.outside(() => readNameList(fileList));
    if (!list.ok) return list;
    const random = seed === undefined ? this.#drawing : seeded(seed ^ FILE_SEED);
    return ok(() => ({ names: drawNames(list.value, random) }));
  }

  #withPeer<T>(id: PeerId, work: (peer: Peer) => Promise<Result<T>>): Promise<Result<T>> {
    return Promise.resolve(this.#hosted(id, work));
  }

  #hosted<R>(id: PeerId, work: (peer: Peer) => R): R | { ok: false; error: Problem } {
    const peer = this.#peers.get(id);
    if (peer) return work(peer);
    return this.log.state.peers.has(id)
      ? failed('not-possible-now', `${id} runs elsewhere; only its own program can do that.`)
      : failed('not-found', `There is no peer ${id} here.`);
  }

  async #withPeerAnd<T>(
    id: PeerId,
    other: PeerId,
    work: (peer: Peer, other: Address) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const parsed = parseAddress(other);
    if (!parsed.ok) return failed('bad-input', parsed.error.sentence);
    return this.#withPeer(id, (peer) => work(peer, parsed.address));
  }

  async #stop(): Promise<void> {
    for (const addition of this.#additions.values()) addition.abort();
    await this.searches.stop();
    await this.downloads.stop();
    const farewell = timeLimit(this.log.runtime, LEAVE_TIMEOUT_MS);
    await this.#peers.close(farewell.signal);
    farewell.cancel();
    await Promise.all(this.#adding);
    await this.#bootstrap.close();
    for (const end of this.#endings.splice(0)) end();
    this.layout.stop();
  }
}
