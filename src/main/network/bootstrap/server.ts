import { ok, type Result } from '../../../shared/problem';
import { type Address, type AddressKey, keyOf } from '../../../shared/protocol/address';
import { formatFrame } from '../../../shared/protocol/codec/format';
import { MAX_FRAME_BYTES } from '../../../shared/protocol/frame/limits';
import { CODE, type Message, type MessageOf, type Offer } from '../../../shared/protocol/message';
import { mayAnswer } from '../../../shared/protocol/verbs';
import type { Settings } from '../../../shared/settings/settings';
import type { Runtime } from '../../runtime/runtime';
import type { ContactWays } from '../external/contact-ways';
import type { Endpoint, InboundFrame, TransportLayer } from '../frames/frame-transport';
import type { EventSink } from '../log/event-log';
import { maxReplyBytes } from '../node/amplification';
import { MessageIo } from '../node/message-io';
import { Requests } from '../node/requests';
import { SenderCheck } from '../node/sender-check';
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
  readonly #messageIo: MessageIo;
  readonly #requests: Requests;
  readonly #senderCheck: SenderCheck;
  readonly #checks: EntryChecks;
  #stopped = false;

  private constructor(options: BootstrapOptions, endpoint: Endpoint, address: Address) {
    this.#options = options;
    this.#endpoint = endpoint;
    this.address = address;
    this.#registry = new Registry(options.runtime);
    const isRegistered = (address: Address) => this.#registry.has(address);
    this.#messageIo = new MessageIo(
      'bootstrap',
      this.address,
      options.emit,
      isRegistered,
      options.settings,
      options.runtime,
    );
    this.#requests = new Requests(endpoint, this.#messageIo, options.settings);
    this.#senderCheck = new SenderCheck(this.#requests, this.#messageIo, options.ways);
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
        onFrame: (inbound) => {
          if (server?.announced) server.#arrived(inbound);
        },
        onDropped: (from, reason, count) => {
          if (server) server.#messageIo.recordDrop(from, reason, count);
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

  #arrived(inbound: InboundFrame): void {
    const message = this.#messageIo.receive(inbound, (reply) => this.#requests.requestOf(reply, inbound));
    if (!message) return;
    switch (message.verb) {
      case 'REG':
        if (message.address.ip === inbound.from.ip) this.#requests.noteSpeaks(message.address);
        return this.#register(inbound, message);
      case 'UNREG':
      case 'LEAVE':
        return this.#unregister(inbound, message);
      case 'PING':
        return this.#answer(inbound, { verb: 'PONG' });
      case 'ECHO':
        return this.#answer(inbound, { verb: 'ECHOK', code: CODE.ok });
      case 'PRINT':
        return this.#print(inbound);
      default:
        // A reply settles an open request or none. It is never answered, so that two servers cannot continue for ever.
        if (mayAnswer(message.verb)) this.#requests.settle(message, inbound);
        else this.#messageIo.replyError(inbound, message.verb);
    }
  }

  #register(inbound: InboundFrame, { address, name }: MessageOf<'REG'>): void {
    const code = this.#admit(inbound, address, name);
    // A full registry may hold entries of peers that have ended: some are probed before anybody is refused.
    if (code !== CODE.registryFull) return this.#registered(inbound, address, name, code);
    const release = inbound.defer?.();
    void this.#checks.makeRoom().then((room) => {
      if (!this.#stopped) {
        this.#registered(inbound, address, name, room ? this.#admit(inbound, address, name) : code);
      }
      release?.();
    });
  }

  /** Adds an entry. @returns the code of the answer */
  #admit(inbound: InboundFrame, address: Address, name: string): number {
    const peer = keyOf(address);
    if (peer === keyOf(this.address)) return CODE.failed;
    const { bootstrapCapacity, registryPerSource: perSource } = this.#options.settings();
    const own = keyOf(inbound.from) === peer && (this.#options.own?.(address) ?? false);
    const known = this.#registry.factsOf(address);
    if (known) known.checkedAt = this.#options.runtime.now();
    // A peer of this lab has just bound that address: who had it before has ended.
    if (own && known && !known.own) this.removeEntry(address);
    if (own && !this.#registry.has(address) && this.#registry.size >= bootstrapCapacity) {
      const other = this.#checks.external();
      if (other) this.removeEntry(other);
    }
    return this.#registry.add(address, name, bootstrapCapacity, { own, source: inbound.from.ip, perSource });
  }

  #registered(inbound: InboundFrame, address: Address, name: string, code: number): void {
    const peer = keyOf(address);
    if (code !== CODE.ok) {
      // A peer that asks from its own address only makes sure that it is still registered.
      const renewal = code === CODE.alreadyRegistered && keyOf(inbound.from) === peer;
      if (!renewal) this.#options.emit({ type: 'registry:refused', peer, name, code });
      return this.#answer(inbound, { verb: 'REGOK', code, offers: [] }, address);
    }
    const offers = this.#checks.offers(this.#options.settings().neighboursOffered, address);
    if (!(offers instanceof Promise)) return this.#offer(inbound, address, name, offers);
    const release = inbound.defer?.();
    void offers.then((living) => {
      // It may have been taken out again, or the server stopped, while others were probed.
      if (!this.#stopped && this.#registry.has(address)) this.#offer(inbound, address, name, living);
      release?.();
    });
  }

  #offer(inbound: InboundFrame, address: Address, name: string, drawn: readonly Offer[]): void {
    const peer = keyOf(address);
    const offers = fitting(inbound, drawn);
    this.#options.emit({
      type: 'registry:added',
      peer,
      name,
      offered: offers.map((offer): AddressKey => keyOf(offer.address)),
    });
    this.#answer(inbound, { verb: 'REGOK', code: CODE.ok, offers }, address);
  }

  #unregister(inbound: InboundFrame, message: MessageOf<'UNREG'> | MessageOf<'LEAVE'>): void {
    const { address } = message;
    const answer = (done: boolean) =>
      this.#answer(
        inbound,
        { verb: message.verb === 'UNREG' ? 'UNROK' : 'LEAVEOK', code: done ? CODE.ok : CODE.failed },
        address,
      );
    this.#senderCheck.authorize(inbound, message, {
      isListed: this.#registry.has(address),
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
  #answer(inbound: InboundFrame, message: Message, to?: Address): void {
    this.#messageIo.reply(inbound, message, to, inbound.transport === 'udp' ? PAIRS : TRIPLES);
  }

  /** One line for each entry, unframed, then the end of the connection: as the C registry does. */
  #print(inbound: InboundFrame): void {
    // A whole registry does not fit a datagram, and would let a forged sender have it thrown at somebody else.
    if (inbound.transport === 'udp') return this.#answer(inbound, { verb: 'ERROR' });
    const lines = this.#registry.list().map(({ address, name }) => `${address.ip} ${address.port} ${name}\n`);
    inbound.reply(lines.join(''));
    inbound.close();
  }
}

/** A REG that came as a datagram may be forged: it is told of no more neighbours than its answer may have room for. */
function fitting(inbound: InboundFrame, drawn: readonly Offer[]): readonly Offer[] {
  const most = maxReplyBytes(inbound);
  if (most >= MAX_FRAME_BYTES) return drawn;
  let offers = drawn;
  while (offers.length > 0 && formatFrame({ verb: 'REGOK', code: CODE.ok, offers }, PAIRS).length > most) {
    offers = offers.slice(0, -1);
  }
  return offers;
}
