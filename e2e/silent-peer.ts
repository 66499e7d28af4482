import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net';

/** A program that takes connections and answers nothing on them, and sends frames on one of its own. */
export class SilentPeer {
  readonly port: number;
  /** Connections that came. */
  connections = 0;
  readonly #server: Server;
  readonly #incoming = new Set<Socket>();
  #outgoing: Socket | undefined;

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (socket) => {
      this.connections += 1;
      this.#incoming.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.#incoming.delete(socket));
      socket.resume();
    });
  }

  static async open(): Promise<SilentPeer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new SilentPeer(server);
  }

  get id(): `${string}:${number}` {
    return `127.0.0.1:${this.port}`;
  }

  async connect(port: number): Promise<void> {
    const socket = createConnection(port, '127.0.0.1');
    socket.on('error', () => socket.destroy());
    await once(socket, 'connect');
    socket.resume();
    this.#outgoing = socket;
  }

  /** Sends one frame. @param body without the length, which is put before it */
  send(body: string): void {
    this.#outgoing?.write(`${String(body.length + 5).padStart(4, '0')} ${body}`);
  }

  /** Takes no connection any longer; its own one stays. */
  stopListening(): void {
    this.#server.close();
    for (const socket of this.#incoming) socket.destroy();
  }

  stop(): void {
    this.stopListening();
    this.#outgoing?.destroy();
  }
}
