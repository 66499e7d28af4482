import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { PeerId } from '../../src/shared/network/events';

/** One program's own way to take part. What is not given is as PROTOCOL.md has it. */
export interface Habits {
  readonly transport: 'tcp' | 'udp';
  /** Host that it writes for its own address. */
  readonly host?: string;
  /** Sends bodies without their length. */
  readonly bare?: boolean;
  /** Port that its requests leave from; UDP only. */
  readonly sendsFrom?: 'another port';
  /** How replies leave; UDP only. `new message`: to the address that the request advertises, from another port. */
  readonly replies?: 'from another port' | 'as a new message';
  /** The fields of its SER behind its address. */
  readonly search?: (query: string) => string;
  /** Hops that it writes into SEROK. */
  readonly hops?: number;
  readonly unregistersWithoutName?: boolean;
  /** What PING does to it; default: it is not answered. */
  readonly onPing?: 'listener ends' | 'error';
}

/** Milliseconds that a test waits for a message. */
const PATIENCE = 15_000;

/** A program that shares no code with the lab: it registers, joins, answers, searches and leaves in its own way. */
export class ForeignProgram {
  static readonly FILE = 'Happy Feet';
  readonly #habits: Habits;
  /** Bodies that were received and not taken yet. */
  readonly #received: string[] = [];
  readonly #sockets = new Set<Socket>();
  #changed: () => void = () => undefined;
  #udp: UdpSocket | undefined;
  #otherUdp: UdpSocket | undefined;
  #tcp: Server | undefined;
  /** PINGs received, and whether the listener is still there. */
  pings = 0;
  listens = true;
  port = 0;

  private constructor(habits: Habits) {
    this.#habits = habits;
  }

  static async open(habits: Habits): Promise<ForeignProgram> {
    const program = new ForeignProgram(habits);
    onTestFinished(() => program.#stop());
    if (habits.transport === 'udp') {
      program.#udp = await program.#bind();
      program.#otherUdp = await program.#bind();
      program.port = program.#udp.address().port;
    } else {
      program.#tcp = createServer((socket) => program.#serve(socket)).listen(0, '127.0.0.1');
      await once(program.#tcp, 'listening');
      program.port = (program.#tcp.address() as AddressInfo).port;
    }
    return program;
  }

  get id(): PeerId {
    return `127.0.0.1:${this.port}`;
  }

  get #self(): string {
    return `${this.#habits.host ?? '127.0.0.1'} ${this.port}`;
  }

  register(server: number): Promise<string> {
    return this.#ask(server, `REG ${this.#self} anna`, 'REGOK');
  }

  join(peer: number): Promise<string> {
    return this.#ask(peer, `JOIN ${this.#self}`, 'JOINOK');
  }

  leave(peer: number): Promise<string> {
    return this.#ask(peer, `LEAVE ${this.#self}`, 'LEAVEOK');
  }

  unregister(server: number): Promise<string> {
    return this.#ask(
      server,
      `UNREG ${this.#self}${this.#habits.unregistersWithoutName ? '' : ' anna'}`,
      'UNROK',
    );
  }

  search(peer: number, query: string): Promise<string> {
    const fields = this.#habits.search?.(query) ?? `"${query}" 0`;
    return this.#ask(peer, `SER ${this.#self} ${fields}`, 'SEROK');
  }

  async #ask(port: number, body: string, reply: string): Promise<string> {
    if (this.#udp) {
      const socket = this.#habits.sendsFrom ? this.#otherUdp : this.#udp;
      socket?.send(this.#frame(body), port, '127.0.0.1');
    } else {
      const socket = this.#keep(createConnection(port, '127.0.0.1'));
      socket.on('data', (bytes) => this.#receive(bytes.toString()));
      socket.write(this.#frame(body));
      // Without a length, only the end says that the message is whole.
      if (this.#habits.bare) socket.end();
    }
    return this.#next(reply);
  }

  #frame(body: string): string {
    return this.#habits.bare ? body : `${String(body.length + 5).padStart(4, '0')} ${body}`;
  }

  /** Takes the next message with a verb. */
  async #next(verb: string): Promise<string> {
    const end = performance.now() + PATIENCE;
    for (;;) {
      const index = this.#received.findIndex((body) => body.startsWith(verb));
      if (index >= 0) return this.#received.splice(index, 1)[0] ?? '';
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`no ${verb}, but ${JSON.stringify(this.#received)}`)),
          Math.max(end - performance.now(), 0),
        );
        this.#changed = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  #receive(text: string): void {
    this.#received.push(text.replace(/^\d{4} /, ''));
    this.#changed();
  }

  async #bind(): Promise<UdpSocket> {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    socket.on('message', (bytes, { port }) => {
      const text = bytes.toString();
      const answer = this.#answer(text);
      if (answer === undefined) return;
      const { replies } = this.#habits;
      const advertised = Number(/(?:JOIN|LEAVE|SER) \S+ (\d+)/.exec(text)?.[1] ?? port);
      const from = replies ? this.#otherUdp : this.#udp;
      from?.send(this.#frame(answer), replies === 'as a new message' ? advertised : port, '127.0.0.1');
    });
    return socket;
  }

  #serve(socket: Socket): void {
    this.#keep(socket).on('data', (bytes) => {
      const answer = this.#answer(bytes.toString());
      if (answer !== undefined) socket.end(this.#frame(answer));
    });
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    return socket.on('error', () => undefined).on('close', () => this.#sockets.delete(socket));
  }

  #answer(text: string): string | undefined {
    const body = text.replace(/^\d{4} /, '');
    const [verb = ''] = body.split(' ');
    if (verb === 'JOIN' || verb === 'LEAVE') return `${verb}OK 0`;
    if (verb === 'SER') {
      const { FILE } = ForeignProgram;
      return body.includes(FILE) ? `SEROK 1 ${this.#self} ${this.#habits.hops ?? 0} "${FILE}"` : undefined;
    }
    if (verb === 'PING') {
      this.pings += 1;
      if (this.#habits.onPing === 'listener ends') this.#endListener();
      return this.#habits.onPing === 'error' ? 'Not a valid command' : undefined;
    }
    this.#receive(text);
    // As programs of the course do: what they do not know is answered with an error in their own words.
    return verb.endsWith('OK') ? undefined : 'Not a valid command';
  }

  #endListener(): void {
    if (!this.listens) return;
    this.listens = false;
    this.#udp?.close();
    this.#tcp?.close();
  }

  #stop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#endListener();
    this.#otherUdp?.close();
  }
}
