import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, isIPv6, type Server, type Socket } from 'node:net';
import type { Transport } from '../../shared/network/events';
import type { Address } from '../../shared/protocol/address';
import { formatFrame } from '../../shared/protocol/format';
import { type FrameResult, readDatagram } from '../../shared/protocol/frame';
import { CODE, type Message } from '../../shared/protocol/message';
import { parseFrame } from '../../shared/protocol/parse';
import { LIMITS } from '../network/connections/limits';
import { Collector } from './collector';

/** A frame that came to an address of the doctor's own. */
export interface ReceivedFrame {
  readonly bytes: Uint8Array;
  readonly result: FrameResult;
  readonly from: Address;
  readonly transport: Transport;
}

/** Tries for a port that is free on TCP and UDP both. */
const PORT_TRIES = 20;

/**
 * An address at which the doctor really listens, on TCP and UDP, so that what it registers and joins as is no
 * invention. It answers what a neighbour may ask, and hands every frame to whoever waits for one.
 */
export class ReplyListener {
  readonly address: Address;
  readonly #tcp: Server;
  readonly #udp: UdpSocket;
  readonly #connections = new Set<Socket>();
  /** Who waits for letters now. */
  listener: ((letter: ReceivedFrame) => void) | null = null;

  private constructor(address: Address, tcp: Server, udp: UdpSocket) {
    this.address = address;
    this.#tcp = tcp;
    this.#udp = udp;
    tcp.on('connection', (socket) => this.#serve(socket));
    tcp.on('error', () => undefined);
    udp.on('error', () => undefined);
    udp.on('message', (bytes, { address: ip, port }) => {
      const from = { ip, port };
      this.#take({ bytes, result: readDatagram(bytes), from, transport: 'udp' }, (text) =>
        udp.send(text, port, ip, () => undefined),
      );
    });
  }

  /** @throws the socket's error where the address cannot be listened on */
  static async open(ip: string): Promise<ReplyListener> {
    for (let tries = 1; ; tries += 1) {
      const tcp = createServer({ noDelay: true });
      const udp = createSocket(isIPv6(ip) ? 'udp6' : 'udp4');
      try {
        tcp.listen({ host: ip, port: 0 });
        await once(tcp, 'listening');
        const bound = tcp.address();
        const port = typeof bound === 'object' && bound ? bound.port : 0;
        udp.bind({ address: ip, port });
        await once(udp, 'listening');
        return new ReplyListener({ ip, port }, tcp, udp);
      } catch (error) {
        tcp.close();
        udp.close();
        if (tries === PORT_TRIES) throw error;
      }
    }
  }

  send(to: Address, bytes: Uint8Array): void {
    this.#udp.send(bytes, to.port, to.ip, () => undefined);
  }

  async close(): Promise<void> {
    this.listener = null;
    for (const connection of this.#connections) connection.destroy();
    await Promise.all([
      new Promise<void>((resolve) => this.#tcp.close(() => resolve())),
      new Promise<void>((resolve) => this.#udp.close(resolve)),
    ]);
  }

  #serve(socket: Socket): void {
    this.#connections.add(socket);
    const from: Address = { ip: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
    const collector = new Collector();
    let silence: NodeJS.Timeout | undefined;
    const deliver = (pieces: ReturnType<Collector['push']>) => {
      for (const piece of pieces) {
        const answered = this.#take({ ...piece, from, transport: 'tcp' }, (text) => socket.write(text));
        // Whoever sends its answer as a request may wait for something to read before it goes on.
        if (!answered) socket.end();
      }
      clearTimeout(silence);
      if (collector.pending > 0) silence = setTimeout(() => deliver(collector.silence()), LIMITS.silence);
    };
    socket.on('data', (chunk) => deliver(collector.push(chunk)));
    socket.on('end', () => deliver(collector.end()));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      clearTimeout(silence);
      this.#connections.delete(socket);
    });
    socket.setTimeout(LIMITS.idle, () => socket.destroy());
  }

  /** @returns whether it was a request, and answered */
  #take(letter: ReceivedFrame, reply: (text: string) => void): boolean {
    const parsed = letter.result.ok ? parseFrame(letter.result.frame) : null;
    const answer = parsed?.ok ? answerTo(parsed.message) : null;
    if (answer) reply(formatFrame(answer));
    this.listener?.(letter);
    return answer !== null;
  }
}

/**
 * What a guest answers that will be gone in a moment: it lets nobody count on it. A search is passed over, since the
 * doctor has no files and nobody to ask.
 */
function answerTo({ verb }: Message): Message | null {
  switch (verb) {
    case 'PING':
      return { verb: 'PONG' };
    case 'JOIN':
      return { verb: 'JOINOK', code: CODE.failed };
    case 'LEAVE':
      return { verb: 'LEAVEOK', code: CODE.ok };
    default:
      return null;
  }
}
