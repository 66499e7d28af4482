import { Agent, type ClientRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Runtime } from '../../runtime/runtime';
import type { Connection } from '../../transport/transport';

/** Checks of a request before it counts as stalled. */
const LOOKS = 4;

/** Keeps connections of any transport for further requests, as Node's own agent does with sockets. */
export class ConnectionAgent extends Agent {
  readonly #connect: () => Connection;

  constructor(connect: () => Connection) {
    super({ keepAlive: true, maxSockets: 2 });
    this.#connect = connect;
  }

  override createConnection(): Duplex {
    return this.#connect();
  }

  /** Node would set options that only sockets have. */
  override keepSocketAlive(): boolean {
    return true;
  }

  override reuseSocket(): void {}
}

/** Ends a request on whose connection no byte has moved for so many milliseconds (at most a quarter more). */
export function endWhenStalled(runtime: Runtime, request: ClientRequest, milliseconds: number): void {
  let connection: Connection | undefined;
  let before = 0;
  let quiet = 0;
  request.once('socket', (socket) => {
    connection = socket as unknown as Connection;
  });
  const look = runtime.setTimer(milliseconds / LOOKS, () => {
    const moved = connection ? connection.bytesRead + connection.bytesWritten : 0;
    quiet = moved === before ? quiet + 1 : 0;
    before = moved;
    if (quiet >= LOOKS) request.destroy(new Error('stalled'));
    else look.restart();
  });
  request.once('close', () => look.cancel());
}
