import { Duplex } from 'node:stream';
import type { Connection, Endpoint, Transport } from '../../src/main/transport/transport';
import { type Address, type AddressKey, keyOf } from '../../src/shared/protocol/address';

/**
 * Sees what goes from one endpoint to another, be it a datagram or a piece of a stream.
 *
 * @returns what goes in its place; null where nothing does
 */
export type Tap = (from: AddressKey, to: AddressKey, bytes: Uint8Array) => Uint8Array | null;

/** A transport whose every byte, in each direction of each link, goes through a function. */
export function tapped(inner: Transport, tap: Tap): Transport {
  /** Whose endpoint opened the connection that comes from an address. */
  const openedBy = new Map<AddressKey, AddressKey>();
  const connectFrom = (from: AddressKey, connection: Connection): Connection => {
    connection.once('connect', () => openedBy.set(keyOf(connection.local), from));
    return new TappedConnection(connection, (bytes) => tap(from, keyOf(connection.remote), bytes));
  };
  return {
    ...inner,
    connect: (to) => connectFrom('nobody:0', inner.connect(to)),
    open: async (at, handler) => {
      let bound: AddressKey = keyOf(at);
      const opened = await inner.open(at, {
        datagram: (bytes, from) => handler.datagram(bytes, from),
        connection: (connection) => {
          const to = () => openedBy.get(keyOf(connection.remote)) ?? keyOf(connection.remote);
          handler.connection(new TappedConnection(connection, (bytes) => tap(bound, to(), bytes)));
        },
      });
      if (!opened.ok) return opened;
      bound = keyOf(opened.value.bound);
      const endpoint: Endpoint = {
        ...opened.value,
        send: (to: Address, bytes, done) => {
          const sent = tap(bound, keyOf(to), bytes);
          if (sent) opened.value.send(to, sent, done);
          else done(null);
        },
        connect: (to) => connectFrom(bound, opened.value.connect(to)),
      };
      return { ok: true, value: endpoint };
    },
  };
}

class TappedConnection extends Duplex implements Connection {
  readonly #inner: Connection;
  readonly #tap: (bytes: Uint8Array) => Uint8Array | null;

  constructor(inner: Connection, tap: (bytes: Uint8Array) => Uint8Array | null) {
    super({ allowHalfOpen: true });
    this.#inner = inner;
    this.#tap = tap;
    inner.once('connect', () => this.emit('connect'));
    inner.on('error', (error) => this.destroy(error));
    inner.on('data', (bytes: Buffer) => {
      if (!this.push(bytes)) inner.pause();
    });
    inner.once('end', () => this.push(null));
    inner.once('close', () => this.destroy());
  }

  get local(): Address {
    return this.#inner.local;
  }

  get remote(): Address {
    return this.#inner.remote;
  }

  get bytesRead(): number {
    return this.#inner.bytesRead;
  }

  get bytesWritten(): number {
    return this.#inner.bytesWritten;
  }

  override _read(): void {
    this.#inner.resume();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const sent = this.#tap(bytes);
    if (sent) this.#inner.write(sent, done);
    else done();
  }

  override _final(done: () => void): void {
    this.#inner.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#inner.destroy();
    done(error);
  }
}
