import { Duplex } from 'node:stream';
import type { Address } from '../../../shared/protocol/address';
import type { Connection } from '../transport';
import type { Link } from './link';

/** Bytes that are under way in one direction at most; more wait at the sender. */
const WINDOW = 64 * 1024;
/** What a packet carries besides its bytes, as TCP over IPv4 does. */
const HEADER = 40;

type Packet =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'end' }
  | { readonly kind: 'reset' };

/** One end of a simulated connection. */
export class SimulatedStream extends Duplex implements Connection {
  readonly local: Address;
  readonly remote: Address;
  bytesRead = 0;
  bytesWritten = 0;
  readonly #out: Link;
  #other: SimulatedStream | null = null;
  readonly #onTheWay: { readonly packet: Packet; readonly arrived: (() => void) | undefined }[] = [];
  #inFlight = 0;
  #waiting: (() => void) | null = null;
  #lastArrival = 0;
  #isOpen = false;
  #opening: (() => void)[] = [];
  #gotEnd = false;

  /** @param out the link that carries what this end writes */
  constructor(local: Address, remote: Address, out: Link) {
    super({ allowHalfOpen: true });
    this.local = local;
    this.remote = remote;
    this.#out = out;
  }

  /** Both ends know each other. What was written before is sent now, to arrive after a moment at the earliest. */
  open(other: SimulatedStream, after = 0): void {
    this.#other = other;
    this.#lastArrival = after;
    this.#isOpen = true;
    for (const begin of this.#opening.splice(0)) begin();
  }

  /** Nobody takes the connection. */
  refuse(code: 'ECONNREFUSED' | 'ETIMEDOUT'): void {
    const { ip, port } = this.remote;
    this.destroy(Object.assign(new Error(`connect ${code} ${ip}:${port}`), { code }));
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#whenOpen(() => {
      this.#inFlight += chunk.length;
      this.bytesWritten += chunk.length;
      this.#send({ kind: 'bytes', bytes: chunk }, () => this.#taken(chunk.length));
      if (this.#inFlight < WINDOW) done();
      else this.#waiting = done;
    });
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#whenOpen(() => {
      this.#send({ kind: 'end' });
      done();
    });
  }

  override _read(): void {}

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#opening.length = 0;
    if (this.#other && !(this.writableFinished && this.#gotEnd)) this.#send({ kind: 'reset' });
    done(error);
  }

  #whenOpen(begin: () => void): void {
    if (this.#isOpen) begin();
    else this.#opening.push(begin);
  }

  #taken(bytes: number): void {
    this.#inFlight -= bytes;
    if (this.#inFlight >= WINDOW) return;
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.();
  }

  #send(packet: Packet, arrived?: () => void): void {
    const bytes = HEADER + (packet.kind === 'bytes' ? packet.bytes.length : 0);
    this.#onTheWay.push({ packet, arrived });
    // Each arrival is that of the first one on the way: packets of one moment, or held by a cut, overtake none.
    this.#lastArrival = this.#out.carryInOrder(bytes, this.#lastArrival, () => {
      const first = this.#onTheWay.shift();
      if (!first) return;
      this.#other?.arrive(first.packet);
      first.arrived?.();
    });
  }

  arrive(packet: Packet): void {
    if (this.destroyed) return;
    switch (packet.kind) {
      case 'bytes':
        this.bytesRead += packet.bytes.length;
        this.push(packet.bytes);
        return;
      case 'end':
        this.#gotEnd = true;
        this.push(null);
        return;
      case 'reset':
        this.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
    }
  }
}
