import { ok, type Problem } from '../../../shared/problem';
import type { Address } from '../../../shared/protocol/address';
import { readDatagram } from '../../../shared/protocol/frame/frame-decoder';
import type { Runtime } from '../../runtime/runtime';
import { systemRuntime } from '../../runtime/system';
import { sockets } from '../../transport/sockets/sockets';
import type { Endpoint as ByteEndpoint, Connection, Handler, Transport } from '../../transport/transport';
import { DialQueue, OWN } from '../connections/dial-queue';
import { FairQueue } from '../connections/fair-queue';
import { KeptConnections } from '../connections/kept-connections';
import { type ConnectionBounds, DEFAULT_BOUNDS, type Limits, limitsOf } from '../connections/limits';
import { LocalConnections } from '../connections/local-connections';
import { SocketBudget } from '../connections/socket-budget';
import { DatagramRateLimiter, isLoopback } from './datagram-rate-limiter';
import { DroppedDatagrams } from './dropped-datagrams';
import type {
  Endpoint,
  FrameConnection,
  FrameConnectionHandler,
  FrameHandler,
  TransportLayer,
} from './frame-transport';
import { ReplyRateLimiter } from './reply-rate-limiter';
import { connectAs, type DialledConnection, dial as dialOn, serve, type TcpContext } from './tcp';

export interface FrameOptions {
  readonly runtime?: Runtime;
  /** What one connection may cost, in place of what the bounds say. */
  readonly limits?: Partial<Limits>;
  /** How many connections other programs may hold; read for each connection. Default: as the settings' defaults say. */
  readonly bounds?: () => Partial<ConnectionBounds>;
  /** Descriptors that the process may hold at once; default: what the system allows. */
  readonly descriptors?: number;
  /** Addresses that only this machine can send from, besides those of its endpoints; default: loopback. */
  readonly isThisMachine?: (ip: string) => boolean;
}

/** Frames on the sockets of the operating system. */
export function socketTransport(options: FrameOptions = {}): TransportLayer {
  return framesOn(sockets, options);
}

/** Frames on whatever carries bytes: what the endpoints of one process share, and the opening of each. */
export function framesOn(
  transport: Transport,
  {
    runtime = systemRuntime,
    limits,
    bounds: given = () => ({}),
    descriptors = transport.descriptors,
    isThisMachine = isLoopback,
  }: FrameOptions = {},
): TransportLayer {
  const lines = new LocalConnections(runtime);
  const bounds = () => ({ ...DEFAULT_BOUNDS, ...given() });
  // Nobody on another machine can send from an address of this one: the system drops what seems to come from itself.
  const isOwnAddress = (ip: string) => isThisMachine(ip) || lines.isOwnAddress(ip);
  const budget = new SocketBudget(runtime, bounds, isOwnAddress, descriptors);
  const shared: Shared = {
    ...{ runtime, transport, lines, budget, isOwnAddress },
    limits: () => ({ ...limitsOf(bounds()), ...limits }),
    datagrams: () => bounds().datagrams,
    lastLooks: new FairQueue(runtime),
    keepMs: () => bounds().keepMs,
    queue: new DialQueue(
      runtime,
      () => bounds().searchDials,
      () => budget.makeRoomToSearch(),
      () => bounds().waitingMessages,
    ),
    requests: new DialQueue(
      runtime,
      () => Number.POSITIVE_INFINITY,
      () => budget.makeRoomToAsk(),
      () => bounds().waitingMessages,
    ),
    datagramQueue: new DialQueue(
      runtime,
      () => Number.POSITIVE_INFINITY,
      () => true,
      () => bounds().waitingMessages,
    ),
    unknownAskers: new ReplyRateLimiter(() => bounds().answersToUnknown),
  };
  return {
    open: async (at, receiver, identity = (bound) => bound) => {
      const arrivals = new InboundFrames(receiver, shared);
      const opened = await transport.open(at, arrivals);
      if (!opened.ok) return opened;
      arrivals.endpoint = opened.value;
      return ok(endpointOn(opened.value, arrivals, identity(opened.value.bound), shared));
    },
    connect: (to) => transport.connect(to),
    descriptors: transport.descriptors,
    nextFreePort: (after) => transport.nextFreePort(after),
  };
}

/** What the endpoints of one transport share. */
interface Shared extends TcpContext {
  readonly datagrams: () => number;
  readonly keepMs: () => number;
  readonly isOwnAddress: (ip: string) => boolean;
  /** Paces the messages of searches. */
  readonly queue: DialQueue;
  /** Has requests wait where descriptors are short. */
  readonly requests: DialQueue;
  /** Paces the datagrams of searches. */
  readonly datagramQueue: DialQueue;
  readonly unknownAskers: ReplyRateLimiter;
}

/** Makes frames of what arrives at one endpoint. */
class InboundFrames implements Handler {
  readonly #receiver: FrameHandler;
  readonly #shared: Shared;
  readonly #sources: DatagramRateLimiter;
  readonly #dropped: DroppedDatagrams;
  readonly #connections = new Set<Connection>();
  endpoint: ByteEndpoint | undefined;

  constructor(receiver: FrameHandler, shared: Shared) {
    this.#receiver = receiver;
    this.#shared = shared;
    this.#sources = new DatagramRateLimiter(shared.datagrams, shared.isOwnAddress);
    this.#dropped = new DroppedDatagrams(shared.runtime, (from, count) =>
      receiver.onDropped(from, 'too-many-datagrams', count),
    );
  }

  datagram(bytes: Uint8Array, from: Address): void {
    if (!this.#sources.allows(from.ip, this.#shared.runtime.now())) return this.#dropped.note(from);
    this.#receiver.onFrame({
      result: readDatagram(bytes),
      from,
      transport: 'udp',
      reply: (text) => {
        let sent = true;
        // What is wrong with a socket or an address is known within the call; all else comes later, if at all.
        this.endpoint?.send(from, Buffer.from(text), (problem) => {
          sent = problem === null;
        });
        return sent;
      },
      close: () => undefined,
    });
  }

  connection(connection: Connection): void {
    this.#connections.add(connection);
    connection.once('close', () => this.#connections.delete(connection));
    serve(connection, this.#receiver, this.#shared);
  }

  /** Ends all that arrives. */
  stop(): void {
    this.#dropped.stop();
    for (const connection of this.#connections) connection.destroy();
  }
}

function endpointOn(below: ByteEndpoint, arrivals: InboundFrames, self: Address, shared: Shared): Endpoint {
  const { lines, budget, queue, requests, datagramQueue, unknownAskers, keepMs, runtime } = shared;
  const connect = (to: Address) => below.connect(to);
  const dialled = new Set<FrameConnection>();
  const fetching = new Set<Connection>();
  lines.noteEndpoint(self);
  const giveBack = budget.hold(2);
  let closing: Promise<void> | undefined;
  const dial = (to: Address, text: string, listener: FrameConnectionHandler): DialledConnection => {
    // Some are dialled however few descriptors are left: kept connections go first in any case.
    budget.makeRoomToSearch();
    const reporting: FrameConnectionHandler = {
      received: listener.received,
      connected: () => listener.connected?.(),
      written: () => listener.written?.(),
      closed: (problem) => {
        dialled.delete(line);
        listener.closed(problem);
      },
    };
    const line = dialOn(connect, to, text, self, reporting, shared);
    dialled.add(line);
    return line;
  };
  const kept = new KeptConnections({
    ...{ dial, keepMs, runtime },
    takesSeveral: (to) => lines.isEndpoint(to),
    keep: (close) => budget.keep(close),
  });
  const wait = (
    turns: DialQueue,
    source: string,
    listener: FrameConnectionHandler,
    begin: (listener: FrameConnectionHandler) => FrameConnection,
  ): FrameConnection => {
    const line = turns.add(
      source,
      {
        ...listener,
        closed: (problem) => {
          dialled.delete(line);
          listener.closed(problem);
        },
      },
      begin,
    );
    dialled.add(line);
    return line;
  };
  return {
    bound: below.bound,
    isLocal: (address) => lines.isEndpoint(address),
    send: (to, text, done = () => undefined) => below.send(to, Buffer.from(text), done),
    sendPaced: (to, text, done, source) => {
      const closed = (problem: Problem | null) => problem && done(problem);
      datagramQueue.add(source, { received: () => undefined, closed }, (begun) => {
        below.send(to, Buffer.from(text), done);
        queueMicrotask(() => begun.closed(null));
        return { end: () => undefined, close: () => undefined };
      });
    },
    dial: (to, text, listener) =>
      wait(requests, OWN, listener, (begun) =>
        // Without a message it is to find out whether somebody takes connections.
        text === '' ? dial(to, text, begun) : kept.send(to, text, begun, { awaitsAnswer: true, keep: false }),
      ),
    dialPaced: (to, text, listener, source, keep = false) =>
      wait(queue, source, listener, (begun) => kept.send(to, text, begun, { awaitsAnswer: false, keep })),
    connect: (to) => {
      budget.makeRoomToAsk();
      const { connection, own } = connectAs(connect, to, self, shared);
      fetching.add(connection);
      connection.once('close', () => {
        fetching.delete(connection);
        const line = own();
        if (line) lines.close(line);
      });
      return connection;
    },
    dropKept: (to) => kept.drop(to),
    replyRateLimiter: unknownAskers,
    close: () => {
      closing ??= (async () => {
        kept.close();
        for (const line of dialled) line.close();
        for (const connection of fetching) connection.destroy();
        giveBack();
        const closed = below.close();
        arrivals.stop();
        await closed;
      })();
      return closing;
    },
  };
}
