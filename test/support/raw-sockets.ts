import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** How long a test waits for what must come, in milliseconds. */
const PATIENCE = 10_000;

/** Waits for a condition that some callback makes true; call `changed` after each change. */
class Waiting {
  readonly #waiters = new Set<() => void>();

  changed(): void {
    for (const look of this.#waiters) look();
  }

  until(holds: () => boolean, what: () => string): Promise<void> {
    return new Promise((resolve, reject) => {
      if (holds()) return resolve();
      const timer = setTimeout(() => {
        this.#waiters.delete(look);
        reject(new Error(`did not come: ${what()}`));
      }, PATIENCE);
      const look = () => {
        if (!holds()) return;
        clearTimeout(timer);
        this.#waiters.delete(look);
        resolve();
      };
      this.#waiters.add(look);
    });
  }
}

/** A TCP client that knows nothing of frames: bytes out, bytes in. Closed when the test ends. */
export class RawTcp {
  readonly socket: Socket;
  readonly #waiting = new Waiting();
  #received = '';
  #ended = false;
  #closed = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      this.#received += chunk.toString('latin1');
      this.#waiting.changed();
    });
    socket.on('end', () => {
      this.#ended = true;
      this.#waiting.changed();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#closed = true;
      this.#waiting.changed();
    });
  }

  static async connect(port: number, host = '127.0.0.1'): Promise<RawTcp> {
    const socket = createConnection({ host, port, allowHalfOpen: true });
    const client = new RawTcp(socket);
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    return client;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Where it comes from, as the other side sees it. */
  get port(): number {
    return this.socket.localPort ?? 0;
  }

  send(bytes: string | Uint8Array): this {
    this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes);
    return this;
  }

  /** Sends a half-close, as `nc -N` does when its input ends. */
  end(): this {
    this.socket.end();
    return this;
  }

  /** @returns exactly so many bytes, as soon as they are there */
  async read(bytes: number): Promise<string> {
    await this.#waiting.until(
      () => this.#received.length >= bytes || this.#ended || this.#closed,
      () => `${bytes} bytes; only "${this.#received}" did`,
    );
    const read = this.#received.slice(0, bytes);
    this.#received = this.#received.slice(bytes);
    return read;
  }

  /** @returns everything up to the end of the connection, which the other side makes */
  async readToEnd(): Promise<string> {
    await this.#waiting.until(
      () => this.#ended || this.#closed,
      () => `the end of the connection, after "${this.#received}"`,
    );
    const read = this.#received;
    this.#received = '';
    return read;
  }
}

/** A UDP socket that knows nothing of frames. */
export class RawUdp {
  readonly socket: UdpSocket;
  readonly received: string[] = [];
  readonly #waiting = new Waiting();

  private constructor(socket: UdpSocket) {
    this.socket = socket;
    socket.on('message', (bytes, { port }) => {
      this.received.push(bytes.toString('latin1'));
      this.lastFrom = port;
      this.#waiting.changed();
    });
  }

  /** Port that the last datagram came from. */
  lastFrom = 0;

  static async open(port = 0): Promise<RawUdp> {
    const socket = createSocket('udp4');
    onTestFinished(() => void socket.close());
    const client = new RawUdp(socket);
    socket.bind(port, '127.0.0.1');
    await once(socket, 'listening');
    return client;
  }

  get port(): number {
    return this.socket.address().port;
  }

  send(port: number, bytes: string | Uint8Array): this {
    this.socket.send(bytes, port, '127.0.0.1');
    return this;
  }

  /** @returns the next datagram that nobody has taken yet */
  async read(): Promise<string> {
    await this.#waiting.until(
      () => this.received.length > 0,
      () => 'a datagram',
    );
    return this.received.shift() ?? '';
  }

  async ask(port: number, bytes: string | Uint8Array): Promise<string> {
    this.send(port, bytes);
    return this.read();
  }
}

/** Somebody who listens on TCP and answers as the test says; what it heard is kept, a chunk each. */
export class RawListener {
  readonly server: Server;
  readonly heard: string[] = [];
  readonly #waiting = new Waiting();

  private constructor(server: Server) {
    this.server = server;
  }

  static async open(answer: (frame: string, socket: Socket) => void = () => undefined): Promise<RawListener> {
    const server = createServer({ noDelay: true });
    const listener = new RawListener(server);
    const open = new Set<Socket>();
    server.on('connection', (socket) => {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => open.delete(socket));
      socket.on('data', (chunk) => {
        const frame = chunk.toString('utf8');
        listener.heard.push(frame);
        answer(frame, socket);
        listener.#waiting.changed();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      for (const socket of open) socket.destroy();
      server.close();
    });
    return listener;
  }

  get port(): number {
    const address = this.server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  /** Waits until so many frames were heard. */
  hears(count: number): Promise<void> {
    return this.#waiting.until(
      () => this.heard.length >= count,
      () => `${count} frames; heard ${JSON.stringify(this.heard)}`,
    );
  }
}
