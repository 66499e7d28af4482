import { setMaxListeners } from 'node:events';
import type { PeerId, Phase, Place } from '../../../shared/network/events';
import { failed, ok, type Problem, type ProblemCode, type Result } from '../../../shared/problem';
import { type Address, keyOf } from '../../../shared/protocol/address';
import type { Settings } from '../../../shared/settings/settings';
import type { Runtime } from '../../runtime/runtime';
import type { Connection } from '../../transport/transport';
import type { ServerDialect } from '../bootstrap/server-dialect';
import type { ContactWays } from '../external/contact-ways';
import { answers } from '../external/liveness-probe';
import { FileServer } from '../files/file-server';
import { SharedFiles } from '../files/shared-files';
import type { Endpoint, FrameHandler, TransportLayer } from '../frames/frame-transport';
import type { EventSink } from '../log/event-log';
import { MessageIo } from '../node/message-io';
import { Membership } from './membership';
import { NeighbourTable } from './neighbour-table';
import { type PeerSession, startSession } from './peer-session';
import type { SearchClient } from './search-client';
import { withdraw } from './withdraw';

export interface PeerOptions {
  readonly name: string;
  readonly transport: TransportLayer;
  readonly emit: EventSink;
  readonly runtime: Runtime;
  /** Read whenever a value is needed, so that a change takes effect at once. */
  readonly settings: () => Settings;
  /** Where the bootstrap server is, running or not. */
  readonly bootstrap: () => Address;
  /** What is known of that server; default: that it is exact. */
  readonly dialect?: ServerDialect;
  /** What the peer calls itself, given where it is bound; default: that. */
  readonly identity?: (bound: Address) => Address;
  readonly place?: Place;
  /** Whether an external peer is known to have ended; default: none is. */
  readonly isGone?: (peer: PeerId) => boolean;
  /** What programs have shown to know; without it, only peers of this process are probed. */
  readonly ways?: ContactWays | undefined;
  /** Its links are asked for one by one: it JOINs nobody by itself when it has to register again. */
  readonly fixedWiring?: boolean;
}

/**
 * One participant with sockets of its own. Commands on it return when they have had their effect or failed; what
 * happens meanwhile is told by events alone. A new procedure (register, join, leave) takes the place of the one
 * under way.
 */
export class Peer {
  readonly address: Address;
  readonly id: PeerId;
  /** What it shares: searches find it, and its TCP port serves it. */
  readonly files: SharedFiles;
  readonly #options: PeerOptions;
  readonly #messageIo: MessageIo;
  readonly #table: NeighbourTable;
  readonly #membership: Membership;
  readonly #fileServer: FileServer;
  /** Where it was bound: a restart binds there again. */
  readonly #bound: Address;
  readonly #receiver: FrameHandler;
  #life: PeerSession | null = null;
  /** A restart under way. */
  #opening: Promise<Result<Endpoint>> | null = null;
  #closed = false;
  #name: string;
  #procedure = new AbortController();

  private constructor(options: PeerOptions, bound: Address, receiver: FrameHandler) {
    this.address = options.identity?.(bound) ?? bound;
    this.id = keyOf(this.address);
    this.#name = options.name;
    this.#options = options;
    this.#bound = bound;
    this.#receiver = receiver;
    this.#table = new NeighbourTable(this.id, options.emit);
    const isNeighbour = (address: Address) => this.#table.has(address);
    this.#messageIo = new MessageIo(
      this.id,
      this.address,
      options.emit,
      isNeighbour,
      options.settings,
      options.runtime,
    );
    this.#membership = new Membership(this, options);
    this.files = new SharedFiles(options.runtime, (change) =>
      options.emit({ type: 'files:changed', peer: this.id, ...change }),
    );
    this.#fileServer = new FileServer(options.runtime, this.files, this.address.ip, (from) =>
      this.#messageIo.recordDrop(from, 'wrong-host'),
    );
  }

  /** Opens both sockets. @param at port 0 takes any free one. @returns the listening peer, or why it cannot listen */
  static async open(at: Address, options: PeerOptions): Promise<Result<Peer>> {
    let peer: Peer | undefined;
    const receiver: FrameHandler = {
      onFrame: (inbound) => {
        if (peer) peer.#life?.messageHandler.onFrame(inbound);
      },
      onDropped: (from, reason, count) => {
        if (peer) peer.#messageIo.recordDrop(from, reason, count);
      },
      onHttp: (connection) => {
        if (peer) peer.#fileServer.serve(connection);
        else connection.destroy();
      },
    };
    const opened = await options.transport.open(at, receiver, options.identity);
    if (!opened.ok) return opened;
    peer = new Peer(options, opened.value.bound, receiver);
    const { name, place } = options;
    options.emit({ type: 'peer:added', peer: peer.id, name, hosted: true, ...(place && { place }) });
    peer.#live(opened.value);
    return ok(peer);
  }

  /** Opens a connection for something other than messages. @returns undefined where it has crashed */
  openConnection(to: Address): Connection | undefined {
    return this.#life?.endpoint.connect(to);
  }

  get name(): string {
    return this.#name;
  }

  get phase(): Phase {
    return this.#membership.phase;
  }

  /** Whether there may be anybody to leave: a neighbour, or the registry. */
  get mayBeKnown(): boolean {
    return this.phase !== 'listening' || this.#table.size > 0 || this.#membership.mayBeListed;
  }

  /** Whether the registry may list it. */
  get mayBeListed(): boolean {
    return this.#membership.mayBeListed;
  }

  /** Whether its links were asked for one by one, so that it JOINs nobody by itself. */
  get fixedWiring(): boolean {
    return this.#options.fixedWiring === true;
  }

  /** Makes room for so many more neighbours, where the capacity in the settings has none: a wiring asks for them. */
  makeRoom(neighbours: number): void {
    const { tableCapacity } = this.#options.settings();
    this.#table.extra = Math.max(this.#table.extra, this.#table.size + neighbours - tableCapacity);
  }

  /**
   * REG alone, also where the peer is registered as far as it knows. While the bootstrap server is silent it keeps
   * trying, and the result says so.
   */
  async register(): Promise<Result> {
    const life = this.#life;
    if (!life) return this.#impossible('register', 'It has crashed; restart it.');
    // What the peer believes may not be what the registry has: REG again finds out, and repairs it.
    if (this.#membership.registered) return this.#membership.renewNow(life, life.stop.signal);
    const signal = this.#begin();
    this.#membership.cancelLeave();
    return this.#membership.registerThen(life, signal, async () => ok());
  }

  /** Registers if need be, then JOINs what was offered. */
  async join(): Promise<Result> {
    const life = this.#life;
    if (!life) return this.#impossible('join', 'It has crashed; restart it.');
    const signal = this.#begin();
    this.#membership.cancelLeave();
    this.#membership.seek();
    return this.#membership.registerThen(life, signal, () => this.#membership.joinOffered(life, signal));
  }

  /** LEAVEs every neighbour, then UNREG. It goes on listening, and can join again. */
  async leave(): Promise<Result> {
    const life = this.#life;
    if (!life) return this.#impossible('leave', 'It has crashed; there is nobody to leave.');
    if (this.phase === 'left' && !this.#membership.mayBeListed) return ok();
    const signal = this.#begin();
    this.#membership.enter('leaving');
    const problems = await life.joinLeave.leaveAll();
    if (this.#membership.mayBeListed && !signal.aborted) {
      const removed = await this.#membership.unregister(life, signal);
      if (!removed.ok) problems.push(removed.error);
    }
    if (signal.aborted) return this.#membership.cancelled();
    this.#membership.reset('left');
    for (const problem of problems) this.#membership.fail(problem);
    return ok();
  }

  /** UNREG alone; its neighbours stay. A peer that is leaving unregisters by itself. */
  async unregister(): Promise<Result> {
    const life = this.#life;
    if (this.#leaving) return this.#impossible('unregister', 'It is leaving, which does that too.');
    if (!life || !this.#membership.registered) return this.#impossible('unregister', 'It is not registered.');
    const removed = await this.#membership.unregister(life, life.stop.signal);
    if (!removed.ok) return this.#membership.fail(removed.error);
    // A leave that began meanwhile goes on, and nobody may become a neighbour until it has ended.
    if (!this.#leaving && !life.stop.signal.aborted) this.#membership.enterIdlePhase();
    return ok();
  }

  /** Takes another name, also in the registry. A crashed or leaving peer keeps its name: the registry could not be sent it. */
  async rename(name: string): Promise<Result> {
    if (name === this.name) return ok();
    const life = this.#life;
    if (!life) return this.#impossible('be renamed', 'It has crashed; restart it.');
    if (this.#leaving) return this.#impossible('be renamed', 'It is leaving; wait until it has left.');
    const change = () => {
      const previousName = this.#name;
      this.#name = name;
      this.#options.emit({ type: 'peer:renamed', peer: this.id, name, previousName });
    };
    return this.#membership.rename(life, change, life.stop.signal);
  }

  /** Gone at once: every socket closed, nothing said. Its neighbours keep believing in it. */
  async crash(): Promise<Result> {
    const life = this.#life;
    if (!life) return this.#impossible('crash', 'It has crashed already.');
    const closed = this.#die(life);
    this.#membership.reset('crashed');
    this.#table.clear('crashed');
    await closed;
    return ok();
  }

  /** Listens again on the same address, registers and joins. A peer that runs is crashed first. */
  async restart(): Promise<Result> {
    if (this.#opening) return this.#impossible('restart', 'It is starting already.');
    this.#opening = this.#reopen();
    const opened = await this.#opening;
    this.#opening = null;
    if (!opened.ok) return this.#membership.fail(opened.error);
    if (this.#closed) return this.#membership.cancelled();
    this.#live(opened.value);
    this.#membership.enter('listening');
    return this.join();
  }

  async #reopen(): Promise<Result<Endpoint>> {
    if (this.#life) await this.crash();
    return this.#options.transport.open(this.#bound, this.#receiver, () => this.address);
  }

  /** Counts as joined, whoever is in its table: whom it JOINs was decided outside. From now on it looks for neighbours by itself. */
  takePlace(): void {
    if (!this.#life) return;
    this.#membership.seek();
    this.#membership.becomeJoined();
  }

  /** JOINs one peer of the user's choice. */
  async connect(other: Address): Promise<Result> {
    const life = this.#life;
    if (!life) return this.#impossible('join anybody', 'It has crashed; restart it.');
    if (this.phase === 'leaving') return this.#impossible('join anybody', 'It is leaving.');
    if (keyOf(other) === this.id) return this.#impossible('join itself', 'Choose another peer.', 'bad-input');
    const joined = await life.joinLeave.join(other);
    if (!joined.ok) return this.#membership.fail(joined.error);
    this.#membership.becomeJoined();
    return ok();
  }

  /** LEAVEs one neighbour alone. */
  async disconnect(other: Address): Promise<Result> {
    const life = this.#life;
    if (!life) return this.#impossible('leave anybody', 'It has crashed; its table went with it.');
    if (!this.#table.has(other)) {
      return this.#impossible(`leave ${keyOf(other)}`, 'That is not a neighbour of it.');
    }
    const left = await life.joinLeave.leave(other);
    // The entry is gone either way; a neighbour that says nothing is worth telling, and no failure of the command.
    if (!left.ok) this.#membership.fail(left.error);
    return ok();
  }

  /** @returns the time from PING to PONG, in milliseconds */
  async ping(other: Address): Promise<Result<{ milliseconds: number }>> {
    const life = this.#life;
    if (!life) return this.#impossible('ping', 'It has crashed; restart it.');
    const start = this.#options.runtime.now();
    const asked = await life.requests.ask(other, { verb: 'PING' }, life.stop.signal);
    if (!asked.ok) return asked;
    if (asked.value.verb !== 'PONG') {
      return failed(
        'refused',
        `${keyOf(other)} answers ERROR to PING: it is alive, and does not know the verb.`,
      );
    }
    return ok({ milliseconds: this.#options.runtime.now() - start });
  }

  /** Asks whether somebody lives, by every means. @returns ok, or `no-answer` */
  async probe(other: Address): Promise<Result<unknown>> {
    const life = this.#life;
    if (!life) return this.#impossible('ask anybody', 'It has crashed; restart it.');
    return answers(life.requests, other, life.stop.signal);
  }

  /** Opens a TCP connection to somebody and closes it. @returns ok where it was taken, or `no-answer` */
  async reach(other: Address): Promise<Result> {
    const life = this.#life;
    if (!life) return this.#impossible('reach anybody', 'It has crashed; restart it.');
    return life.requests.reach(other, life.stop.signal);
  }

  /** What it searches with, until it crashes. */
  searchClient(): Result<SearchClient> {
    return this.#life
      ? ok(this.#life.searchClient)
      : this.#impossible('search', 'It has crashed; restart it.');
  }

  /** Its neighbour table, in the order of joining: what it believes itself, beside what the events tell of it. */
  neighbours(): PeerId[] {
    return this.#table.addresses().map(keyOf);
  }

  /**
   * Takes a crashed peer out of the registry and out of the tables of others, so that its address can be used again.
   * Nothing where it runs.
   *
   * @param believers those that still have it in their tables
   */
  async withdraw(believers: readonly Address[]): Promise<void> {
    const listed = this.#membership.mayBeListed;
    if (this.#life || this.#opening || this.#closed || (!listed && believers.length === 0)) return;
    const { transport, settings, bootstrap } = this.#options;
    await withdraw({
      ...{ transport, settings, believers },
      self: this,
      bound: this.#bound,
      messageIo: this.#messageIo,
      server: listed ? bootstrap() : null,
    });
  }

  /** Takes a neighbour that has ended out of the table. Nothing where it is not in it. */
  forget(other: Address): void {
    this.#table.remove(other, 'unreachable');
  }

  /** Closes everything for good, without a word; leave first for good manners. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    this.files.stop();
    if (this.#life) {
      const closed = this.#die(this.#life);
      this.#table.clear('crashed');
      await closed;
    }
    const reopened = await this.#opening;
    if (reopened?.ok) await reopened.value.close();
  }

  get #leaving(): boolean {
    return this.phase === 'leaving';
  }

  #live(endpoint: Endpoint): void {
    const { settings, ways, isGone = () => false } = this.#options;
    this.#life = startSession(endpoint, {
      address: this.address,
      messageIo: this.#messageIo,
      table: this.#table,
      files: this.files,
      settings,
      ...{ isGone, ways },
      membership: this.#membership,
    });
  }

  #die(life: PeerSession): Promise<void> {
    this.#life = null;
    life.stop.abort();
    this.#procedure.abort();
    life.requests.stop();
    return life.endpoint.close();
  }

  /** Starts a procedure in place of the current one. Its signal is given when the next one begins, or the sockets close. */
  #begin(): AbortSignal {
    this.#procedure.abort();
    this.#procedure = new AbortController();
    const { signal } = this.#procedure;
    // A hub asks hundreds of neighbours at once, and each question listens; that is no leak.
    setMaxListeners(0, signal);
    return signal;
  }

  #impossible(
    what: string,
    why: string,
    code: ProblemCode = 'not-possible-now',
  ): { ok: false; error: Problem } {
    return failed(code, `${this.name} cannot ${what} now. ${why}`);
  }
}
