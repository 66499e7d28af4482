import { onTestFinished } from 'vitest';
import type { Transport } from '../../../src/shared/network/events';
import { encodeFrame } from '../../../src/shared/protocol/frame/encode-frame';
import { type Hosted, hostTcp, type Place, UdpHost } from '../../families/raw';

/** Tries for a port that is free on TCP and UDP. */
const PORT_TRIES = 20;

/** A program that answers every request, and records which came and by which transport, as `udp JOIN`. */
export class Recorder {
  readonly requests: string[] = [];
  readonly #answer: (verb: string) => string | null;
  #host: Hosted | undefined;

  private constructor(answer: (verb: string) => string | null) {
    this.#answer = answer;
  }

  /** @param listensOn the transports that it listens on, on one port */
  static async open(
    listensOn: readonly Transport[],
    answer: (verb: string) => string | null,
  ): Promise<Recorder> {
    const recorder = new Recorder(answer);
    recorder.#host = listensOn.length > 1 ? await recorder.#hostBoth() : await recorder.#listen(listensOn[0]);
    return recorder;
  }

  get at(): Place {
    if (!this.#host) throw new Error('not open');
    return this.#host.at;
  }

  get id(): string {
    return `${this.at.ip}:${this.at.port}`;
  }

  async #hostBoth(): Promise<Hosted> {
    for (let tries = PORT_TRIES; ; tries -= 1) {
      const tcp = await this.#listen('tcp');
      try {
        await this.#listen('udp', tcp.at.port);
        return tcp;
      } catch (error) {
        if (tries === 1) throw error;
      }
    }
  }

  async #listen(transport: Transport | undefined, port = 0): Promise<Hosted> {
    const host = await (transport === 'udp'
      ? UdpHost.open((request) => this.#take('udp', request), port)
      : hostTcp((request) => this.#take('tcp', request), 'once', port));
    onTestFinished(() => host.stop());
    return host;
  }

  #take(transport: Transport, request: string): string | null {
    const verb = request.split(' ')[1] ?? '';
    this.requests.push(`${transport} ${verb}`);
    const answer = this.#answer(verb);
    return answer === null ? null : encodeFrame(answer);
  }
}

/** A bootstrap server that offers one neighbour to each peer, as the programs of that transport expect it. */
export function openServer(listensOn: readonly Transport[], neighbour: Place): Promise<Recorder> {
  const answers: Readonly<Record<string, string>> = {
    REG: `REGOK 1 ${neighbour.ip} ${neighbour.port} neighbour`,
    UNREG: 'UNROK 0',
  };
  return Recorder.open(listensOn, (verb) => answers[verb] ?? null);
}

export function openNeighbour(listensOn: readonly Transport[]): Promise<Recorder> {
  const answers: Readonly<Record<string, string>> = { JOIN: 'JOINOK 0', LEAVE: 'LEAVEOK 0', PING: 'PONG' };
  return Recorder.open(listensOn, (verb) => answers[verb] ?? null);
}
