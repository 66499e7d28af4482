import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { type Random, randomInt } from '../../../src/main/runtime/random';

/** How often a connection suffers which fate: shares from 0 to 1. */
export interface Fates {
  /** Stops in the middle, and says nothing more. */
  readonly stalls: number;
  /** One byte of what the holder says is changed. */
  readonly corrupts: number;
  /** Is reset in the middle. */
  readonly resets: number;
  /** Ends in the middle, as if all had been said. */
  readonly cuts: number;
}

/** A line between two programs that slices what goes through, and stalls, corrupts, resets and ends it at random. */
export class BadLine {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  readonly #fates: Fates;
  readonly #random: Random;
  readonly suffered = { stalls: 0, corrupts: 0, resets: 0, cuts: 0, unharmed: 0 };
  #target = 0;

  private constructor(server: Server, random: Random, fates: Fates) {
    this.#server = server;
    this.#random = random;
    this.#fates = fates;
    server.on('connection', (socket) => this.#carry(socket));
  }

  static async open(random: Random, fates: Fates): Promise<BadLine> {
    const server = createServer({ noDelay: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new BadLine(server, random, fates);
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  /** @param port where it leads to on this machine */
  leadTo(port: number): void {
    this.#target = port;
  }

  /** Kills every connection that is open now. */
  kill(): void {
    for (const socket of this.#open) socket.destroy();
  }

  async close(): Promise<void> {
    this.kill();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #carry(near: Socket): void {
    const far = createConnection({ port: this.#target, host: '127.0.0.1', noDelay: true });
    for (const socket of [near, far]) {
      this.#open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#open.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far);
    this.#harm(far, near);
  }

  /** Carries the answers, in slices, up to where the fate strikes; most connections have one further along than they get. */
  #harm(far: Socket, near: Socket): void {
    const fate = this.#drawFate();
    const at = 1 + randomInt(250_000, this.#random);
    let passed = 0;
    let stalled = false;
    far.on('data', (chunk: Buffer) => {
      if (stalled) return;
      let bytes = chunk;
      const strikes = fate !== undefined && passed + bytes.length >= at;
      if (strikes && fate === 'corrupts' && passed < at) {
        bytes = Buffer.from(bytes);
        const index = at - passed - 1;
        bytes[index] = (bytes[index] ?? 0) ^ (1 << randomInt(8, this.#random));
        this.suffered.corrupts += 1;
      } else if (strikes && fate !== 'corrupts') {
        bytes = bytes.subarray(0, Math.max(0, at - passed));
      }
      passed += bytes.length;
      if (!this.#slice(bytes, near)) {
        far.pause();
        near.once('drain', () => far.resume());
      }
      if (!strikes || fate === 'corrupts') return;
      this.suffered[fate] += 1;
      stalled = true;
      if (fate === 'resets') near.resetAndDestroy();
      if (fate === 'cuts') near.end();
    });
    far.on('end', () => near.end());
  }

  #slice(bytes: Buffer, near: Socket): boolean {
    let goesOn = true;
    for (let at = 0; at < bytes.length; ) {
      const end = Math.min(bytes.length, at + 1 + randomInt(40_000, this.#random));
      goesOn = near.write(bytes.subarray(at, end));
      at = end;
    }
    return goesOn;
  }

  #drawFate(): keyof Fates | undefined {
    let drawn = this.#random();
    for (const fate of ['stalls', 'corrupts', 'resets', 'cuts'] as const) {
      drawn -= this.#fates[fate];
      if (drawn < 0) return fate;
    }
    this.suffered.unharmed += 1;
    return undefined;
  }
}
