import type { Server } from 'node:net';
import { ok, type Problem, type Result } from '../../../shared/problem';
import type { Address } from '../../../shared/protocol/address';
import { DialQueue, OWN } from './dial-queue';
import { DialledLines } from './dialled-lines';
import { KeptLines } from './kept-lines';
import { type ConnectionBounds, DEFAULT_BOUNDS, type Limits, limitsOf } from './limits';
import { SocketBudget } from './socket-budget';
import { socketProblem } from './socket-problem';
import { isLoopback } from './source-limits';
import { type DialledLine, dialTcp, listenTcp } from './tcp';
import type { Endpoint, Line, LineListener, Receiver, TransportLayer } from './transport';
import { listenUdp, sendUdp } from './udp';
import { UnknownAskers } from './unknown-askers';

/** Tries for a port that is free on TCP and UDP both, when any will do. */
const ANY_PORT_TRIES = 20;

export interface SocketOptions {
  /** What one connection may cost, in place of what the bounds say. */
  readonly limits?: Partial<Limits>;
  /** How many connections other programs may hold; read for each connection. Default: as the settings' defaults say. */
  readonly bounds?: () => Partial<ConnectionBounds>;
  /** Descriptors that the process may hold at once; default: what the system allows. */
  readonly descriptors?: number;
  /** Addresses that only this machine can send from, besides those of its endpoints; default: loopback. */
  readonly isThisMachine?: (ip: string) => boolean;
}

/** What the endpoints of one transport share. */
interface Shared {
  readonly lines: DialledLines;
  readonly limits: () => Limits;
  readonly datagrams: () => number;
  readonly budget: SocketBudget;
  readonly keepMs: () => number;
  readonly isOwnAddress: (ip: string) => boolean;
  /** Paces the messages of searches. */
  readonly queue: DialQueue;
  /** Has requests wait where descriptors are short. */
  readonly requests: DialQueue;
  readonly unknownAskers: UnknownAskers;
}

/** The real thing: TCP and UDP sockets of the operating system, both on one port (PROTOCOL.md, rule 5). */
export function socketTransport({
  limits,
  bounds: given = () => ({}),
  descriptors,
  isThisMachine = isLoopback,
}: SocketOptions = {}): TransportLayer {
  const lines = new DialledLines();
  const bounds = () => ({ ...DEFAULT_BOUNDS, ...given() });
  // Nobody on another machine can send from an address of this one: the system drops what seems to come from itself.
  const isOwnAddress = (ip: string) => isThisMachine(ip) || lines.isOwnAddress(ip);
  const budget = new SocketBudget(bounds, isOwnAddress, descriptors);
  const shared: Shared = {
    ...{ lines, budget, isOwnAddress },
    limits: () => ({ ...limitsOf(bounds()), ...limits }),
    datagrams: () => bounds().datagrams,
    keepMs: () => bounds().keepMs,
    queue: new DialQueue(
      () => bounds().searchDials,
      () => budget.makeRoomToSearch(),
      () => bounds().waitingMessages,
    ),
    requests: new DialQueue(
      () => Number.POSITIVE_INFINITY,
      () => budget.makeRoomToAsk(),
      () => bounds().waitingMessages,
    ),
    unknownAskers: new UnknownAskers(() => bounds().answersToUnknown),
  };
  return {
    open: async (at, receiver, identity = (bound) => bound) => {
      let problem: Problem | undefined;
      for (let tries = at.port === 0 ? ANY_PORT_TRIES : 1; tries > 0; tries -= 1) {
        const opened = await openBoth(at, receiver, identity, shared);
        if (opened.ok) return opened;
        problem = opened.error;
        if (problem.code !== 'port-in-use') break;
      }
      return { ok: false, error: problem ?? socketProblem(undefined, at) };
    },
  };
}

async function openBoth(
  at: Address,
  receiver: Receiver,
  identity: (bound: Address) => Address,
  { lines, limits, budget, keepMs, datagrams, isOwnAddress, queue, requests, unknownAskers }: Shared,
): Promise<Result<Endpoint>> {
  const connections = new Set<{ destroy(): void }>();
  let server: Server | undefined;
  try {
    server = await listenTcp(at, receiver, lines, limits, budget);
    server.on('connection', (socket) => {
      connections.add(socket);
      socket.once('close', () => connections.delete(socket));
    });
    const bound: Address = { ip: at.ip, port: portOf(server) };
    const udp = await listenUdp(bound, receiver, isOwnAddress, datagrams);
    const open = server;
    const dialled = new Set<Line>();
    const self = identity(bound);
    lines.noteEndpoint(self);
    const giveBack = budget.hold(2);
    let closing: Promise<void> | undefined;
    const dial = (to: Address, text: string, listener: LineListener): DialledLine => {
      // Some are dialled however few descriptors are left: kept connections go first in any case.
      budget.makeRoomToSearch();
      const line = dialTcp(
        to,
        text,
        self,
        {
          heard: listener.heard,
          connected: () => listener.connected?.(),
          written: () => listener.written?.(),
          closed: (problem) => {
            dialled.delete(line);
            listener.closed(problem);
          },
        },
        lines,
        limits(),
        budget,
      );
      dialled.add(line);
      return line;
    };
    const kept = new KeptLines({
      ...{ dial, keepMs },
      takesSeveral: (to) => lines.isEndpoint(to),
      keep: (close) => budget.keep(close),
    });
    const wait = (
      turns: DialQueue,
      source: string,
      listener: LineListener,
      begin: (listener: LineListener) => Line,
    ): Line => {
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
    return ok({
      bound,
      isLocal: (address) => lines.isEndpoint(address),
      send: (to, text, done) => sendUdp(udp, to, text, done),
      dial: (to, text, listener) =>
        wait(requests, OWN, listener, (begun) =>
          // Without a message it is to find out whether somebody takes connections.
          text === ''
            ? dial(to, text, begun)
            : kept.say(to, text, begun, { awaitsAnswer: true, keep: false }),
        ),
      dialPaced: (to, text, listener, source, keep = false) =>
        wait(queue, source, listener, (begun) => kept.say(to, text, begun, { awaitsAnswer: false, keep })),
      dropKept: (to) => kept.drop(to),
      unknownAskers,
      close: () => {
        closing ??= (async () => {
          kept.close();
          for (const line of dialled) line.close();
          giveBack();
          const closed = Promise.all([
            new Promise<void>((resolve) => open.close(() => resolve())),
            new Promise<void>((resolve) => udp.close(resolve)),
          ]);
          for (const connection of connections) connection.destroy();
          await closed;
        })();
        return closing;
      },
    } satisfies Endpoint);
  } catch (error) {
    server?.close();
    for (const connection of connections) connection.destroy();
    return { ok: false, error: socketProblem(error, at) };
  }
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
