import { ok, type Result } from '../../../shared/problem';
import { type Address, type AddressKey, keyOf } from '../../../shared/protocol/address';
import { formatFrame } from '../../../shared/protocol/format';
import { MAX_FRAME_OCTETS } from '../../../shared/protocol/limits';
import { CODE, type Message, type MessageOf, type Offer } from '../../../shared/protocol/message';
import { mayAnswer } from '../../../shared/protocol/verbs';
import type { Settings } from '../../../shared/settings/settings';
import type { Runtime } from '../../runtime/runtime';
import type { ContactWays } from '../contact-ways';
import type { EventSink } from '../event-log';
import { Requests } from '../peer/requests';
import { mostOctetsFor } from '../reflection';
import { Speakers } from '../speaker';
import type { Arrival, Endpoint, TransportLayer } from '../transport/transport';
import { Wire } from '../wire';
import { EntryChecks } from './entry-checks';
import { Registry } from './registry';

export interface BootstrapOptions {
  readonly transport: TransportLayer;
  readonly emit: EventSink;
  /** Read at each request, so that a change takes effect at once. */
  readonly settings: () => Settings;
  readonly runtime: Runtime;
  /** What it calls itself, given where it is bound; default: that. */
  readonly identity?: (bound: Address) => Address;
  /** What programs have shown to know; without it, only peers of this process are probed. */
  readonly ways?: ContactWays;
  /** Whether a peer of this lab runs at an address; default: none does. */
  readonly own?: (address: Address) => boolean;
  /** Leaves everything that arrives unanswered until {@link BootstrapServer.announce}. */
  readonly quiet?: boolean;
}

const PAIRS = { offers: 'pairs' } as const;
const TRIPLES = { offers: 'triples' } as const;

/**
 * The bootstrap server: answers REG with neighbours to join, on TCP and UDP at once. Its registry is what peers told
 * it; an entry that has been silent for a while is probed before it is offered.
 */
export class BootstrapServer {
  readonly address: Address;
  /** Whether it answers what arrives. */
  private announced = false;
  readonly #options: BootstrapOptions;
  readonly #endpoint: Endpoint;
  readonly #registry: Registry;
  readonly #wire: Wire;
  readonly #requests: Requests;
  readonly #speakers: Speakers;
  readonly #checks: EntryChecks;
  #stopped = false;

  private constructor(options: BootstrapOptions, endpoint: Endpoint, address: Address) {
    this.#options = options;
    this.#endpoint = endpoint;
    this.address = address;
    this.#registry = new Registry(options.runtime);
    const isRegistered = (address: Address) => this.#registry.has(address);
    this.#wire = new Wire(
      'bootstrap',
      this.address,
      options.emit,
      isRegistered,
      options.settings,
      options.runtime,
    );
    this.#requests = new Requests(endpoint, this.#wire, options.settings);
    this.#speakers = new Speakers(this.#requests, this.#wire, options.ways);
    const { settings, ways, runtime, own = () => false } = options;
    this.#checks = new EntryChecks({
      ...{ registry: this.#registry, requests: this.#requests, settings, ways, own, runtime },
      remove: (address) => this.removeEntry(address),
    });
  }

  /** Opens both sockets. @returns the running server, or what kept it from running */
  static async open(at: Address, options: BootstrapOptions): Promise<Result<BootstrapServer>> {
    let server: BootstrapServer | undefined;
    const identity = options.identity ?? ((bound) => bound);
    const opened = await options.transport.open(
      at,
      {
        arrived: (arrival) => {
          if (server?.announced) server.#arrived(arrival);
        },
        cut: (from, reason, count) => {
          if (server) server.#wire.cut(from, reason, count);
        },
      },
      identity,
    );
    if (!opened.ok) return opened;
    server = new BootstrapServer(options, opened.value, identity(opened.value.bound));
    if (!options.quiet) server.announce();
    return ok(server);
  }

  /**
   * Reports that it runs, and answers from here on.
   *
   * @param entries of the server that it replaces; they stay registered
   */
  announce(entries: readonly Offer[] = []): void {
    const { emit, settings } = this.#options;
    this.announced = true;
    emit({ type: 'bootstrap:started', address: keyOf(this.address) });
    for (const { address, name } of entries) {
      if (name === undefined) continue;
      if (this.#registry.add(address, name, settings().bootstrapCapacity) !== CODE.ok) continue;
      emit({ type: 'registry:added', peer: keyOf(address), name, offered: [] });
    }
  }

  /** @returns the registry as it is now */
  entries(): readonly Offer[] {
    return [...this.#registry.list()];
  }

  /** Closes both sockets and forgets the registry. Idempotent. */
  async stop(): Promise<void> {
    if (this.#stopped) return this.#endpoint.close();
    this.#stopped = true;
    this.#requests.stop();
    await this.#endpoint.close();
    if (this.announced) this.#options.emit({ type: 'bootstrap:stopped' });
  }

  #arrived(arrival: Arrival): void {
    const message = this.#wire.hear(arrival, (heard) => this.#requests.requestOf(heard, arrival));
    if (!message) return;
    switch (message.verb) {
      case 'REG':
        if (message.address.ip === arrival.from.ip) this.#requests.noteSpeaks(message.address);
        return this.#register(arrival, message);
      case 'UNREG':
      case 'LEAVE':
        return this.#unregister(arrival, message);
      case 'PING':
        return this.#answer(arrival, { verb: 'PONG' });
      case 'ECHO':
        return this.#answer(arrival, { verb: 'ECHOK', code: CODE.ok });
      case 'PRINT':
        return this.#print(arrival);
      default:
        // A reply settles an open request or none. It is never answered, so that two servers cannot continue for ever.
        if (mayAnswer(message.verb)) this.#requests.settle(message, arrival);
        else this.#wire.answerError(arrival, message.verb);
    }
  }

  #register(arrival: Arrival, { address, name }: MessageOf<'REG'>): void {
    const code = this.#admit(arrival, address, name);
    // A full registry may hold entries of peers that have ended: some are probed before anybody is refused.
    if (code !== CODE.registryFull) return this.#registered(arrival, address, name, code);
    const release = arrival.defer?.();
    void this.#checks.makeRoom().then((room) => {
      if (!this.#stopped) {
        this.#registered(arrival, address, name, room ? this.#admit(arrival, address, name) : code);
      }
      release?.();
    });
  }

  /** Adds an entry. @returns the code of the answer */
  #admit(arrival: Arrival, address: Address, name: string): number {
    const peer = keyOf(address);
    if (peer === keyOf(this.address)) return CODE.failed;
    const { bootstrapCapacity, registryPerSource: perSource } = this.#options.settings();
    const own = keyOf(arrival.from) === peer && (this.#options.own?.(address) ?? false);
    const known = this.#registry.factsOf(address);
    if (known) known.checkedAt = this.#options.runtime.now();
    // A peer of this lab has just bound that address: who had it before has ended.
    if (own && known && !known.own) this.removeEntry(address);
    if (own && !this.#registry.has(address) && this.#registry.size >= bootstrapCapacity) {
      const other = this.#checks.external();
      if (other) this.removeEntry(other);
    }
    return this.#registry.add(address, name, bootstrapCapacity, { own, source: arrival.from.ip, perSource });
  }

  #registered(arrival: Arrival, address: Address, name: string, code: number): void {
    const peer = keyOf(address);
    if (code !== CODE.ok) {
      // A peer that asks from its own address only makes sure that it is still registered.
      const renewal = code === CODE.alreadyRegistered && keyOf(arrival.from) === peer;
      if (!renewal) this.#options.emit({ type: 'registry:refused', peer, name, code });
      return this.#answer(arrival, { verb: 'REGOK', code, offers: [] }, address);
    }
    const offers = this.#checks.offers(this.#options.settings().neighboursOffered, address);
    if (!(offers instanceof Promise)) return this.#offer(arrival, address, name, offers);
    const release = arrival.defer?.();
    void offers.then((living) => {
      // It may have been taken out again, or the server stopped, while others were probed.
      if (!this.#stopped && this.#registry.has(address)) this.#offer(arrival, address, name, living);
      release?.();
    });
  }

  #offer(arrival: Arrival, address: Address, name: string, drawn: readonly Offer[]): void {
    const peer = keyOf(address);
    const offers = fitting(arrival, drawn);
    this.#options.emit({
      type: 'registry:added',
      peer,
      name,
      offered: offers.map((offer): AddressKey => keyOf(offer.address)),
    });
    this.#answer(arrival, { verb: 'REGOK', code: CODE.ok, offers }, address);
  }

  #unregister(arrival: Arrival, message: MessageOf<'UNREG'> | MessageOf<'LEAVE'>): void {
    const { address } = message;
    const answer = (done: boolean) =>
      this.#answer(
        arrival,
        { verb: message.verb === 'UNREG' ? 'UNROK' : 'LEAVEOK', code: done ? CODE.ok : CODE.failed },
        address,
      );
    this.#speakers.decide(arrival, message, {
      stands: this.#registry.has(address),
      allow: () => answer(this.removeEntry(address, message.verb === 'UNREG' ? message.name : undefined)),
      refuse: () => answer(false),
    });
  }

  /** Takes an entry out. @returns whether it was there, under that name where one is given */
  removeEntry(address: Address, name?: string): boolean {
    const removed = this.#registry.remove(address, name);
    if (removed === undefined) return false;
    this.#options.emit({ type: 'registry:removed', peer: keyOf(address), name: removed });
    return true;
  }

  /** Triples on TCP, pairs on UDP: what the programs that use each of them expect (PROTOCOL.md, "Transport"). */
  #answer(arrival: Arrival, message: Message, to?: Address): void {
    this.#wire.answer(arrival, message, to, arrival.transport === 'udp' ? PAIRS : TRIPLES);
  }

  /** One line for each entry, unframed, then the end of the connection: as the C registry does. */
  #print(arrival: Arrival): void {
    // A whole registry does not fit a datagram, and would let a forged sender have it thrown at somebody else.
    if (arrival.transport === 'udp') return this.#answer(arrival, { verb: 'ERROR' });
    const lines = this.#registry.list().map(({ address, name }) => `${address.ip} ${address.port} ${name}\n`);
    arrival.reply(lines.join(''));
    arrival.hangUp();
  }
}

/** A REG that came as a datagram may be forged: it is told of no more neighbours than its answer may have room for. */
function fitting(arrival: Arrival, drawn: readonly Offer[]): readonly Offer[] {
  const most = mostOctetsFor(arrival);
  if (most >= MAX_FRAME_OCTETS) return drawn;
  let offers = drawn;
  while (offers.length > 0 && formatFrame({ verb: 'REGOK', code: CODE.ok, offers }, PAIRS).length > most) {
    offers = offers.slice(0, -1);
  }
  return offers;
}
