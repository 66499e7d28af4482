import type { Server } from 'node:net';
import { ok, type Problem, type Result } from '../../../shared/problem';
import type { Address } from '../../../shared/protocol/address';
import { DialledLines } from './dialled-lines';
import { LIMITS, type Limits } from './limits';
import { socketProblem } from './socket-problem';
import { dialTcp, listenTcp } from './tcp';
import type { Endpoint, Line, Receiver, TransportLayer } from './transport';
import { listenUdp, sendUdp } from './udp';

/** Tries for a port that is free on TCP and UDP both, when any will do. */
const ANY_PORT_TRIES = 20;

/** The real thing: TCP and UDP sockets of the operating system, both on one port (PROTOCOL.md, rule 5). */
export function socketTransport(limits: Limits = LIMITS): TransportLayer {
  const lines = new DialledLines();
  return {
    open: async (at, receiver, identity = (bound) => bound) => {
      let problem: Problem | undefined;
      for (let tries = at.port === 0 ? ANY_PORT_TRIES : 1; tries > 0; tries -= 1) {
        const opened = await openBoth(at, receiver, identity, lines, limits);
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
  lines: DialledLines,
  limits: Limits,
): Promise<Result<Endpoint>> {
  const connections = new Set<{ destroy(): void }>();
  let server: Server | undefined;
  try {
    server = await listenTcp(at, receiver, lines, limits);
    server.on('connection', (socket) => {
      connections.add(socket);
      socket.once('close', () => connections.delete(socket));
    });
    const bound: Address = { ip: at.ip, port: portOf(server) };
    const udp = await listenUdp(bound, receiver);
    const open = server;
    const dialled = new Set<Line>();
    const self = identity(bound);
    lines.noteEndpoint(self);
    let closing: Promise<void> | undefined;
    return ok({
      bound,
      isLocal: (address) => lines.isEndpoint(address),
      send: (to: Address, text: string) => sendUdp(udp, to, text),
      dial: (to, text, listener) => {
        const line = dialTcp(
          to,
          text,
          self,
          {
            heard: listener.heard,
            connected: () => listener.connected?.(),
            closed: (problem) => {
              dialled.delete(line);
              listener.closed(problem);
            },
          },
          lines,
          limits,
        );
        dialled.add(line);
        return line;
      },
      close: () => {
        closing ??= (async () => {
          for (const line of dialled) line.close();
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
