import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { type LookupOneOptions, lookup } from 'node:dns';
import { createConnection, createServer, isIP, isIPv6, type Server, type Socket } from 'node:net';
import { ok, type Problem, type Result } from '../../../shared/problem';
import type { Address } from '../../../shared/protocol/address';
import type { Connection, Endpoint, Handler, Transport } from '../transport';
import { openFilesLimit } from './descriptors';
import { nextFreePort } from './ports';
import { socketProblem } from './socket-problem';

/** Tries for a port that is free on TCP and UDP both, when any will do. */
const ANY_PORT_TRIES = 20;
/** Connections that may wait to be accepted. */
const BACKLOG = 1024;

/** TCP and UDP sockets of the operating system, both on one port (PROTOCOL.md, "Transport"). */
export const sockets: Transport = {
  get descriptors() {
    return openFilesLimit();
  },
  open: async (at, handler) => {
    let problem: Problem | undefined;
    for (let tries = at.port === 0 ? ANY_PORT_TRIES : 1; tries > 0; tries -= 1) {
      const opened = await openBoth(at, handler);
      if (opened.ok) return opened;
      problem = opened.error;
      if (problem.code !== 'port-in-use') break;
    }
    return { ok: false, error: problem ?? socketProblem(undefined, at) };
  },
  connect,
  explain: socketProblem,
  nextFreePort,
};

async function openBoth(at: Address, handler: Handler): Promise<Result<Endpoint>> {
  let server: Server | undefined;
  try {
    server = await listenTcp(at, handler);
    const listening = server;
    const bound: Address = { ip: at.ip, port: portOf(server) };
    const udp = await listenUdp(bound, handler);
    let closing: Promise<unknown> | undefined;
    return ok({
      bound,
      send: (to, bytes, done) => sendUdp(udp, to, bytes, done),
      connect,
      close: async () => {
        closing ??= Promise.all([
          new Promise<void>((resolve) => listening.close(() => resolve())),
          new Promise<void>((resolve) => udp.close(resolve)),
        ]);
        await closing;
      },
    });
  } catch (error) {
    server?.close();
    return { ok: false, error: socketProblem(error, at) };
  }
}

function listenTcp(at: Address, handler: Handler): Promise<Server> {
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    const local: Address = { ip: socket.localAddress ?? '', port: socket.localPort ?? 0 };
    const remote: Address = { ip: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
    handler.connection(Object.assign(socket, { local, remote }));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: at.ip, port: at.port, backlog: BACKLOG, exclusive: true }, () => {
      server.off('error', reject);
      // After listening, an error can only be a failed accept (out of descriptors): the server lives on.
      server.on('error', () => undefined);
      resolve(server);
    });
  });
}

function connect(to: Address): Connection {
  const socket = createConnection({ host: to.ip, port: to.port, noDelay: true });
  return Object.defineProperties(socket, {
    local: { get: () => ({ ip: socket.localAddress ?? '', port: socket.localPort ?? 0 }) },
    remote: { get: () => ({ ip: socket.remoteAddress ?? to.ip, port: socket.remotePort ?? to.port }) },
  }) as Socket & Connection;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

/** Every datagram is looked up before it goes; what is an address already need not wait for a resolver. */
const lookUpNames: typeof lookup = ((
  host: string,
  options: LookupOneOptions,
  done: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
) => {
  const family = isIP(host);
  if (family === 0) lookup(host, options, done);
  else done(null, host, family);
}) as typeof lookup;

function listenUdp(at: Address, handler: Handler): Promise<UdpSocket> {
  const socket = createSocket({ type: isIPv6(at.ip) ? 'udp6' : 'udp4', lookup: lookUpNames });
  socket.on('message', (bytes, { address: ip, port }) => handler.datagram(bytes, { ip, port }));
  return new Promise((resolve, reject) => {
    const refuse = (error: Error) => {
      socket.close();
      reject(error);
    };
    socket.once('error', refuse);
    socket.bind({ address: at.ip, port: at.port, exclusive: true }, () => {
      socket.off('error', refuse);
      // Later errors are about single datagrams (port unreachable); whoever waits for an answer has a time-out.
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}

function sendUdp(
  socket: UdpSocket,
  to: Address,
  bytes: Uint8Array,
  done: (problem: Problem | null) => void,
): void {
  try {
    socket.send(bytes, to.port, to.ip, (error) => done(error ? socketProblem(error, to) : null));
  } catch (error) {
    // The socket was closed meanwhile, or no datagram can go to such a port.
    done(socketProblem(error, to));
  }
}
