import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, isIPv6, type Server, type Socket } from 'node:net';
import type { Transport } from '../../shared/network/events';
import type { Address } from '../../shared/protocol/address';
import { formatFrame } from '../../shared/protocol/codec/format';
import { parseFrame } from '../../shared/protocol/codec/parse';
import { readDatagram } from '../../shared/protocol/frame/frame-decoder';
import type { FrameResult } from '../../shared/protocol/frame/read-frame';
import { CODE, type Message } from '../../shared/protocol/message';
import { LIMITS } from '../network/connections/limits';
import { Collector } from './collector';

/** A frame that arrived at one of the doctor's own addresses. */
export interface ReceivedFrame {
  readonly bytes: Uint8Array;
  readonly result: FrameResult;
  readonly from: Address;
  readonly transport: Transport;
}

/** Tries for a port that is free on TCP and UDP both. */
const PORT_TRIES = 20;

/**
 * An address at which the doctor listens, on TCP and UDP, so that it registers and joins with a reachable address. It
 * answers the requests of neighbours, and passes every frame to {@link ReplyListener.onFrame}.
 */
export class ReplyListener {
  readonly address: Address;
  readonly #tcp: Server;
  readonly #udp: UdpSocket;
  readonly #connections = new Set<Socket>();
  /** The callback for received frames; null while no request waits for a reply. */
  onFrame: ((frame: ReceivedFrame) => void) | null = null;

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
    this.onFrame = null;
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
        // A program that sends its reply as a request may wait for the end of the connection before it continues.
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

  /** @returns whether the frame was a request that was answered */
  #take(frame: ReceivedFrame, reply: (text: string) => void): boolean {
    const parsed = frame.result.ok ? parseFrame(frame.result.frame) : null;
    const answer = parsed?.ok ? answerTo(parsed.message) : null;
    if (answer) reply(formatFrame(answer));
    this.onFrame?.(frame);
    return answer !== null;
  }
}

/**
 * The reply of a temporary neighbour: it refuses JOIN, since it leaves soon. A search is ignored, since the doctor has
 * neither files nor neighbours.
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
