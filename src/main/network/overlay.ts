import type { AddPeers } from '../../shared/contract';
import type { PeerId } from '../../shared/network/events';
import { failed, ok, type Result } from '../../shared/problem';
import { type Address, type AddressKey, addressOf, parseAddress } from '../../shared/protocol/address';
import { checkPeerName } from '../../shared/protocol/names';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/settings';
import { type Added, addPeers } from './addition';
import { advertised } from './addresses';
import { HostedBootstrap } from './bootstrap/hosted-bootstrap';
import { peersWithinDescriptors } from './descriptors';
import { EventLog } from './event-log';
import { ExternalPeers } from './external-peers';
import { nextFreePort } from './free-port';
import { inParallel } from './in-parallel';
import { watchLiveness } from './liveness';
import { Peer } from './peer/peer';
import { PortAllocator } from './port-allocator';
import { seeded } from './random';
import { sampleProcess } from './sampling';
import { socketTransport } from './transport/sockets';
import type { TransportLayer } from './transport/transport';

export type PeerAction = 'register' | 'join' | 'leave' | 'unregister' | 'crash' | 'restart';

export interface OverlayOptions {
  readonly settings?: Settings;
  /** Default: sockets of the operating system. */
  readonly transport?: TransportLayer;
  readonly log?: EventLog;
}

/** Milliseconds that peers have for leaving in order when everything stops. */
const FAREWELL = 1_800;
/** Settings whose change moves the bootstrap server. */
const WHERE_THE_SERVER_IS = ['bindHost', 'advertisedHost', 'bootstrapPort', 'bootstrapAt'] as const;
const LEAVING_WIDTH = 64;

/**
 * The network that this process hosts: one bootstrap server and any number of peers. It is the only way in for
 * commands, and its log the only way out for what happens.
 */
export class Overlay {
  readonly log: EventLog;
  readonly #transport: TransportLayer;
  readonly #peers = new Map<PeerId, Peer>();
  readonly #ports = new PortAllocator();
  readonly #bootstrap: HostedBootstrap;
  readonly #additions = new Map<string, AbortController>();
  /** Additions that have not ended yet. */
  readonly #adding = new Set<Promise<unknown>>();
  readonly #endings: (() => void)[] = [];
  #settings: Settings;
  /** Peers whose sockets are being opened. */
  #opening = 0;
  #named = 0;
  #additionsMade = 0;
  #stopping: Promise<void> | null = null;

  constructor({
    settings = DEFAULT_SETTINGS,
    transport = socketTransport(),
    log = new EventLog(),
  }: OverlayOptions = {}) {
    this.log = log;
    this.#settings = settings;
    this.#transport = transport;
    this.#bootstrap = new HostedBootstrap({ transport, emit: log.emit, settings: () => this.#settings });
  }

  get settings(): Settings {
    return this.#settings;
  }

  /** Starts the bootstrap server and the sampling. That a port is in use is an event, never a throw. */
  async start(): Promise<void> {
    this.log.emit({ type: 'settings:changed', settings: this.#settings });
    const external = new ExternalPeers(this.log);
    this.#endings.push(() => external.stop());
    this.#endings.push(
      watchLiveness({ log: this.log, external, probe: (by, other) => this.#probe(by, other) }),
    );
    this.#endings.push(sampleProcess(this.log));
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
  async addPeers(input: AddPeers, signal?: AbortSignal): Promise<Result<Added>> {
    if (input.name !== undefined) {
      const name = checkPeerName(input.count === 1 ? input.name : `${input.name}${input.count}`);
      if (!name.ok) return failed('bad-input', name.error.sentence);
    }
    if (input.port !== undefined && input.count !== 1) {
      return failed('bad-input', 'A port can be given for one peer only. Leave it out to add many.');
    }
    this.#additionsMade += 1;
    const id = `a${this.#additionsMade}`;
    const cancel = new AbortController();
    this.#additions.set(id, cancel);
    let made = 0;
    const adding = addPeers({
      id,
      input,
      emit: this.log.emit,
      random: input.seed === undefined ? Math.random : seeded(input.seed),
      signal: signal ? AbortSignal.any([cancel.signal, signal]) : cancel.signal,
      open: () => {
        made += 1;
        return this.#openPeer(input, this.#nameOf(input, made));
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

  act(id: PeerId, action: PeerAction): Promise<Result> {
    return this.#withPeer(id, (peer) => peer[action]());
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

  #probe(by: PeerId, other: PeerId): Promise<Result<unknown>> {
    return this.#withPeerAnd(by, other, (peer, address) => peer.probe(address));
  }

  /** Leaves if need be, closes, and takes the peer off the picture. */
  remove(id: PeerId): Promise<Result> {
    return this.#withPeer(id, async (peer) => {
      if (peer.phase !== 'crashed' && peer.phase !== 'listening') await peer.leave();
      await this.#takeOff(peer);
      return ok();
    });
  }

  async #takeOff(peer: Peer): Promise<void> {
    await peer.close();
    if (!this.#peers.delete(peer.id)) return;
    this.#ports.giveBack(peer.address.port);
    this.log.emit({ type: 'peer:removed', peer: peer.id });
  }

  /** The neighbour table of each hosted peer as the peer itself has it, to be compared with what the events tell. */
  tables(): Map<PeerId, readonly PeerId[]> {
    return new Map([...this.#peers.values()].map((peer) => [peer.id, peer.neighbours()]));
  }

  /** Puts settings in force at once. A running bootstrap server whose address changes is stopped and started there. */
  async updateSettings(change: Partial<Settings>): Promise<Result<Settings>> {
    const before = this.#settings;
    this.#settings = { ...before, ...change };
    this.log.emit({ type: 'settings:changed', settings: this.#settings });
    const moved = WHERE_THE_SERVER_IS.some((key) => before[key] !== this.#settings[key]);
    if (!moved) return ok(this.#settings);
    const moving = await this.#bootstrap.move();
    return moving.ok ? ok(this.#settings) : moving;
  }

  #nameOf({ name, count }: AddPeers, index: number): string {
    if (name !== undefined) return count === 1 ? name : `${name}${index}`;
    this.#named += 1;
    return `Node${this.#named}`;
  }

  async #openPeer({ place, port }: AddPeers, name: string): Promise<Result<Peer>> {
    if (this.#stopping) return failed('cancelled', 'The network is being stopped.');
    if (this.#peers.size + this.#opening >= peersWithinDescriptors()) {
      return failed(
        'out-of-descriptors',
        `This system allows no more than ${this.#peers.size} peers (two open sockets each). Remove some, or raise the limit (ulimit -n) and start again.`,
      );
    }
    const { bindHost, firstPeerPort } = this.#settings;
    const open = (port: number) =>
      Peer.open(
        { ip: bindHost, port },
        {
          name,
          transport: this.#transport,
          emit: this.log.emit,
          settings: () => this.#settings,
          bootstrap: () => this.#bootstrap.address,
          manners: this.#bootstrap.manners,
          identity: (bound) => advertised(bound, this.#settings.advertisedHost),
          ...(place && { place }),
        },
      );
    this.#opening += 1;
    const opened = await (port === undefined
      ? this.#ports.take(firstPeerPort, open)
      : this.#ports.takeOne(port, () => open(port)));
    this.#opening -= 1;
    if (opened.ok) {
      this.#peers.set(opened.value.id, opened.value);
      // Nobody would close it any more, if it were opened behind the back of a stop.
      if (this.#stopping) await this.#takeOff(opened.value);
    } else if (port !== undefined && opened.error.code === 'port-in-use') {
      return failed('port-in-use', opened.error.sentence, await nextFreePort({ ip: bindHost, port }));
    }
    return opened;
  }

  async #withPeer<T>(id: PeerId, work: (peer: Peer) => Promise<Result<T>>): Promise<Result<T>> {
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
    const deadline = AbortSignal.timeout(FAREWELL);
    const farewell = inParallel(
      [...this.#peers.values()].filter((peer) => peer.phase !== 'crashed'),
      LEAVING_WIDTH,
      async (peer) => void (await peer.leave()),
      deadline,
    );
    await Promise.race([farewell, new Promise((resolve) => deadline.addEventListener('abort', resolve))]);
    await Promise.all([...this.#peers.values()].map((peer) => peer.close()));
    await Promise.all(this.#adding);
    await this.#bootstrap.close();
    for (const end of this.#endings.splice(0)) end();
  }
}
