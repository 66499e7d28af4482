import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

interface Connection {
  waiting: number;
  last: Promise<void>;
  readonly closed: Promise<void>;
}

/**
 * Answers the requests of each connection one after another. Node begins pipelined requests all at once, and answers
 * that nobody reads would then fill the memory and hold files open.
 */
export class SequentialRequests {
  readonly #maxWaiting: number;
  readonly #connections = new WeakMap<Socket, Connection>();

  /** @param maxWaiting requests of one connection that are not answered yet; a connection with more is closed */
  constructor(maxWaiting: number) {
    this.#maxWaiting = maxWaiting;
  }

  /**
   * @param answer begins when the answers before it are sent; not called once the connection is closed
   * @param idle called when no request of this connection is waiting
   */
  run(
    { socket }: IncomingMessage,
    response: ServerResponse,
    answer: () => unknown,
    idle: () => void = () => undefined,
  ): void {
    const connection = this.#connections.get(socket) ?? this.#add(socket);
    if (connection.waiting >= this.#maxWaiting) return void socket.destroy();
    connection.waiting += 1;
    const sent = new Promise<void>((resolve) => response.once('close', resolve));
    connection.last = connection.last.then(async () => {
      if (socket.destroyed) return;
      try {
        await answer();
      } catch {
        socket.destroy();
      }
      // A response that waits for its turn in Node gets no `close` when the connection ends.
      await Promise.race([sent, connection.closed]);
      connection.waiting -= 1;
      if (connection.waiting === 0) idle();
    });
  }

  #add(socket: Socket): Connection {
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    const connection = { waiting: 0, last: Promise.resolve(), closed };
    this.#connections.set(socket, connection);
    return connection;
  }
}
