import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';

/**
 * Bytes in and out, as the programs of the families handle them: with `recv` and `send`, and without any of our
 * own framing. Text is Latin-1 throughout, one character for one byte.
 */
export interface Place {
  readonly ip: string;
  readonly port: number;
}

const HOST = '127.0.0.1';
/** Milliseconds that a program of these families waits for an answer. */
export const PATIENCE = 5_000;

/** How a server takes a request off a connection. */
export type Reading =
  /** `recv(1024)`: whatever is there. */
  | 'once'
  /** Five bytes, and as many more as they say, each with one `recv` (family C). */
  | 'five-then-rest';

export interface Hosted {
  readonly at: Place;
  stop(): Promise<void>;
}

/** Serves one request for each connection, then closes it. `answer` may take its time; null answers nothing. */
export async function hostTcp(
  answer: (request: string) => Promise<string | null> | string | null,
  reading: Reading = 'once',
  port = 0,
): Promise<Hosted> {
  const sockets = new Set<Socket>();
  const server: Server = createServer({ allowHalfOpen: true }, async (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
    const request = await take(socket, reading);
    const reply = request === null ? null : await answer(request);
    if (reply !== null && socket.writable) socket.write(reply, 'latin1');
    socket.end();
  });
  server.listen({ host: HOST, port });
  await once(server, 'listening');
  const bound = server.address();
  return {
    at: { ip: HOST, port: typeof bound === 'object' && bound ? bound.port : 0 },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Serves datagrams from one socket, which also sends: see {@link UdpHost.ask}. */
export class UdpHost implements Hosted {
  readonly at: Place;
  readonly #socket: UdpSocket;
  #waiting: ((datagram: string, from: Place) => boolean)[] = [];

  private constructor(socket: UdpSocket, answer: (request: string) => string | null) {
    this.#socket = socket;
    const { address, port } = socket.address();
    this.at = { ip: address, port };
    socket.on('error', () => undefined);
    socket.on('message', (bytes, { address: ip, port: from }) => {
      const datagram = bytes.toString('latin1');
      const taken = this.#waiting.some((wants) => wants(datagram, { ip, port: from }));
      const reply = taken ? null : answer(datagram);
      if (reply !== null) socket.send(Buffer.from(reply, 'latin1'), from, ip);
    });
  }

  static async open(answer: (request: string) => string | null, port = 0): Promise<UdpHost> {
    const socket = createSocket('udp4');
    socket.bind({ address: HOST, port });
    await once(socket, 'listening');
    return new UdpHost(socket, answer);
  }

  /** Sends a datagram and waits for the next one from there that holds the word. Rejects when none comes. */
  ask(to: Place, text: string, word: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting = this.#waiting.filter((one) => one !== wants);
      };
      const wants = (datagram: string, from: Place) => {
        if (from.port !== to.port || from.ip !== to.ip || !datagram.includes(word)) return false;
        done();
        resolve(datagram);
        return true;
      };
      const timer = setTimeout(() => {
        done();
        reject(new Error(`no answer to "${text}"`));
      }, PATIENCE);
      this.#waiting.push(wants);
      this.#socket.send(Buffer.from(text, 'latin1'), to.port, to.ip);
    });
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.#socket.close(resolve));
  }
}

/** Connects, sends, reads once, closes. @returns what came, '' if the other side closed without a word */
export async function askTcp(to: Place, text: string, reading: Reading = 'once'): Promise<string> {
  const socket = createConnection({ host: to.ip, port: to.port });
  socket.setTimeout(PATIENCE, () => socket.destroy(new Error(`no answer to "${text}"`)));
  let problem: Error | null = null;
  socket.on('error', (error) => {
    problem = error;
  });
  socket.write(text, 'latin1');
  const reply = await take(socket, reading);
  socket.destroy();
  if (problem) throw problem;
  return reply ?? '';
}

/** @returns what one request or answer is to this reader; null when the connection ends before any */
async function take(socket: Socket, reading: Reading): Promise<string | null> {
  if (reading === 'once') return receive(socket, 65_536);
  const head = await receive(socket, 5);
  if (head === null) return null;
  const length = Number.parseInt(head, 10);
  // What is no number is not read on: the original answers ERROR at once.
  if (!(length >= 8)) return head;
  return head + ((await receive(socket, length - 5)) ?? '');
}

/** `recv(socket, most)`: waits until something is there, and takes up to `most` of it. */
function receive(socket: Socket, most: number): Promise<string | null> {
  return new Promise((resolve) => {
    const look = () => {
      const chunk: Buffer | null = socket.read();
      if (chunk === null) return;
      if (chunk.length > most) socket.unshift(chunk.subarray(most));
      done(chunk.subarray(0, most).toString('latin1'));
    };
    const end = () => done(null);
    const done = (result: string | null) => {
      socket.off('readable', look);
      socket.off('end', end);
      socket.off('close', end);
      resolve(result);
    };
    socket.on('readable', look);
    socket.once('end', end);
    socket.once('close', end);
    look();
  });
}
