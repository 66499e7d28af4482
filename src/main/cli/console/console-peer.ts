import type { PeerId } from '../../../shared/network/events';
import { failed, ok, type Result } from '../../../shared/problem';
import { type Address, type AddressKey, keyOf } from '../../../shared/protocol/address';
import { formatFrame } from '../../../shared/protocol/codec/format';
import { CODE, type MessageOf } from '../../../shared/protocol/message';
import type { Settings } from '../../../shared/settings/settings';
import { ContactWays } from '../../network/external/contact-ways';
import type { Endpoint, InboundFrame } from '../../network/frames/frame-transport';
import { socketTransport } from '../../network/frames/frames';
import { EventLog } from '../../network/log/event-log';
import { advertised } from '../../network/node/addresses';
import { MessageIo } from '../../network/node/message-io';
import { type Request, Requests } from '../../network/node/requests';
import { JoinLeave } from '../../network/peer/join-leave';
import { MessageHandler } from '../../network/peer/message-handler';
import { NeighbourTable } from '../../network/peer/neighbour-table';
import { sleep } from '../../runtime/runtime';
import { meaningOf } from '../format/message-words';
import { readLines } from './read-lines';

/** Milliseconds without a reply after which a search counts as complete. */
const SEARCH_QUIET_MS = 1_000;
/** Time limit for leaving in order. */
const LEAVE_TIMEOUT_MS = 2_000;

/**
 * A peer that executes typed commands. Otherwise it only answers requests. One command is one frame: nothing is sent
 * twice.
 */
export class ConsolePeer {
  readonly address: Address;
  readonly id: PeerId;
  readonly log: EventLog;
  readonly #bootstrap: Address;
  readonly #settings: Settings;
  readonly #endpoint: Endpoint;
  readonly #messageIo: MessageIo;
  readonly #table: NeighbourTable;
  readonly #requests: Requests;
  readonly #joinLeave: JoinLeave;
  readonly #answering: MessageHandler;
  readonly #end = new AbortController();
  /** Names under which this console has registered itself. */
  readonly #names = new Set<string>();

  private constructor(endpoint: Endpoint, bootstrap: Address, settings: Settings) {
    this.address = advertised(endpoint.bound);
    this.log = new EventLog();
    this.#bootstrap = bootstrap;
    this.#settings = settings;
    this.#endpoint = endpoint;
    const id = keyOf(this.address);
    this.id = id;
    const table = new NeighbourTable(id, this.log.emit);
    this.#table = table;
    const current = () => this.#settings;
    this.#messageIo = new MessageIo(
      id,
      this.address,
      this.log.emit,
      (address) => table.has(address),
      current,
    );
    this.#requests = new Requests(endpoint, this.#messageIo, current);
    this.#joinLeave = new JoinLeave(this.address, this.#requests, this.#table, current, this.#end.signal);
    this.#answering = new MessageHandler({
      address: this.address,
      messageIo: this.#messageIo,
      table: this.#table,
      joinLeave: this.#joinLeave,
      requests: this.#requests,
      files: { matching: () => [] },
      settings: current,
      ways: new ContactWays(this.log),
      bootstrap: () => this.#bootstrap,
      acceptsNeighbours: () => !this.#end.signal.aborted,
      gainedNeighbour: () => {},
    });
    this.log.emit({ type: 'peer:added', peer: id, name: 'console', hosted: true });
  }

  /** Listens on TCP and UDP. @param at port 0 means any free port */
  static async open(at: Address, bootstrap: Address, settings: Settings): Promise<Result<ConsolePeer>> {
    let peer: ConsolePeer | undefined;
    const opened = await socketTransport().open(
      at,
      {
        onFrame: (inbound: InboundFrame) => {
          if (peer) peer.#answering.onFrame(inbound);
        },
        onDropped: (from, reason, count) => {
          if (peer) peer.#messageIo.recordDrop(from, reason, count);
        },
      },
      advertised,
    );
    if (!opened.ok) return opened;
    peer = new ConsolePeer(opened.value, bootstrap, { ...settings, requestRetries: 0 });
    return ok(peer);
  }

  neighbours(): Address[] {
    return this.#table.addresses();
  }

  /**
   * Sends one request and waits for its answer. JOIN and LEAVE change the neighbour table as they do for any peer.
   *
   * @returns `no-answer`, or `refused` where the answer is ERROR or a code that is not 0
   */
  async request(to: Address, request: Request, signal: AbortSignal): Promise<Result> {
    if (request.verb === 'JOIN') return this.#joinLeave.join(to);
    if (request.verb === 'LEAVE' && this.#table.has(to)) return this.#joinLeave.leave(to);
    const replies = await this.#requests.ask(to, request, signal);
    if (!replies.ok) return replies;
    const answer = replies.value;
    const refused = answer.verb === 'ERROR' || ('code' in answer && answer.code !== CODE.ok);
    if (refused) return failed('refused', `${keyOf(to)}: ${meaningOf(answer, (address) => address)}`);
    if (request.verb === 'REG' && keyOf(request.address) === this.id) this.#names.add(request.name);
    if (request.verb === 'UNREG' && keyOf(request.address) === this.id) this.#removeName(request.name);
    return ok();
  }

  /** Removes the entry with the name; without a name, all entries. */
  #removeName(name: string | undefined): void {
    if (name === undefined) this.#names.clear();
    else this.#names.delete(name);
  }

  /**
   * Searches through some peers, and waits until no more replies come: every holder of the file replies directly to
   * this console, also over several hops.
   *
   * @returns how many files at how many peers were found; `no-answer` where a target with hops 0 does not answer
   */
  async search(
    targets: readonly Address[],
    request: MessageOf<'SER'>,
    signal: AbortSignal,
  ): Promise<Result<{ files: number; peers: number }>> {
    let last = performance.now();
    let files = 0;
    const holders = new Set<AddressKey>();
    const unsubscribe = this.log.subscribe((event, message) => {
      if (event.type !== 'message:received' || message?.verb !== 'SEROK') return;
      last = performance.now();
      files += message.files.length;
      if (message.files.length > 0) holders.add(keyOf(message.address));
    });
    // A peer that forwards for another peer need not answer.
    const replies =
      request.hops === 0
        ? await Promise.all(targets.map((to) => this.#requests.ask(to, request, signal)))
        : targets.map((to) => this.#requests.notify(to, request)).map(() => ok());
    for (
      let left = SEARCH_QUIET_MS;
      left > 0 && !signal.aborted;
      left = last + SEARCH_QUIET_MS - performance.now()
    ) {
      await sleep(this.log.runtime, left, signal);
    }
    unsubscribe();
    return replies.find((result) => !result.ok) ?? ok({ files, peers: holders.size });
  }

  /** Requests the registry of the bootstrap server. @returns the received lines, unframed and hostile */
  print(signal: AbortSignal): Promise<Result<string[]>> {
    const frame = formatFrame({ verb: 'PRINT' });
    return readLines(
      this.#bootstrap,
      frame,
      signal,
      this.#messageIo.attempt({ verb: 'PRINT' }, frame, this.#bootstrap),
    );
  }

  /** LEAVEs the neighbours, UNREGs this console where it is registered, and closes. It does not wait for a silent peer. */
  async close(): Promise<void> {
    const deadline = AbortSignal.any([this.#end.signal, AbortSignal.timeout(LEAVE_TIMEOUT_MS)]);
    const { address } = this;
    const leaveAndUnregister = async () => {
      await this.#joinLeave.leaveAll();
      const names = [...this.#names];
      await Promise.all(
        names.map((name) => this.request(this.#bootstrap, { verb: 'UNREG', address, name }, deadline)),
      );
    };
    await Promise.race([leaveAndUnregister(), sleep(this.log.runtime, LEAVE_TIMEOUT_MS)]);
    this.#end.abort();
    this.#requests.stop();
    await this.#endpoint.close();
  }
}
