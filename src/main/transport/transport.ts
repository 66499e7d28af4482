import type { Duplex } from 'node:stream';
import type { Problem, Result } from '../../shared/problem';
import type { Address } from '../../shared/protocol/address';

/** A stream of bytes in both directions, between two addresses. */
export interface Connection extends Duplex {
  /** Port 0 at the end that connects, until `connect` was emitted. */
  readonly local: Address;
  readonly remote: Address;
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/** What happens at an address that is listened on. Called from the handlers of sockets, so it must not throw. */
export interface Handler {
  /** A datagram came. Its bytes are the handler's. */
  datagram(bytes: Uint8Array, from: Address): void;
  /** Somebody has opened a connection. It stays open in one direction when the other has ended. */
  connection(connection: Connection): void;
}

/** An address that is listened on, for connections and datagrams, and sent from. */
export interface Endpoint {
  /** Where it is bound. */
  readonly bound: Address;
  /**
   * @param done called once, before anything that answers it can arrive: with null where the datagram was sent, else
   *   with why it was not; whether it arrives nobody knows. An endpoint that is closed meanwhile does not call it
   */
  send(to: Address, bytes: Uint8Array, done: (problem: Problem | null) => void): void;
  /** Opens a connection; `connect` or `error` is emitted. What is written before is sent once it is open. */
  connect(to: Address): Connection;
  /** Closes all that it listens with. Connections go on. Idempotent; resolves when the address is free. */
  close(): Promise<void>;
}

/** Carries bytes, and knows nothing of what they mean. */
export interface Transport {
  /** @param at port 0 takes any free one. @returns the endpoint, or why nobody can listen there */
  open(at: Address, handler: Handler): Promise<Result<Endpoint>>;
  /** Opens a connection in the name of no endpoint. */
  connect(to: Address): Connection;
  /** Puts an error that a connection has emitted into words. */
  explain(error: unknown, remote: Address): Problem;
  /** @returns the first port after the given one that is free now; undefined where none is found */
  nextFreePort(after: Address): Promise<number | undefined>;
  /** Descriptors that it may hold at once; infinite where it needs none. */
  readonly descriptors: number;
}
