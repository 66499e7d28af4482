import type { AnyRouter } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { TAKEN } from '../../../shared/port-link';
import { type ApiContext, router } from '../commands/router';

/** Maximum number of unacknowledged messages to a page. More than one, so that commands are answered during a stream. */
const MAX_IN_FLIGHT = 4;

/** The part of Electron's MessagePortMain that is used here. */
export interface Port {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  postMessage(data: unknown): void;
}

/**
 * Serves the contract over a MessagePort. As on a WebSocket, a stream produces its next item only after the other side has
 * taken the previous one: a page that stalls gets larger batches instead of filling the memory. A port has no flow
 * control, so the page acknowledges each message with {@link TAKEN}.
 *
 * @param more further commands of this port apart from the contract, by the name of their group
 */
export function servePort(
  port: Port,
  context: ApiContext,
  more: Readonly<Record<string, AnyRouter>> = {},
): void {
  const paced = new PacedPort(port);
  // The handler waits for this before each message that it sends, and for nothing else.
  const handler = new RPCHandler({ ...more, ...router }, { experimental_transfer: () => paced.room() });
  handler.upgrade(paced, { context });
}

class PacedPort {
  readonly #port: Port;
  readonly #waiting: (() => void)[] = [];
  #onTheirWay = 0;
  #closed = false;

  constructor(port: Port) {
    this.#port = port;
  }

  /** Resolves when one more message may be sent, in the order of the calls; it is counted as sent. */
  async room(): Promise<undefined> {
    if (this.#closed) return;
    if (this.#onTheirWay < MAX_IN_FLIGHT) this.#onTheirWay += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  on(event: string, listener: (event?: { data: unknown }) => void): void {
    if (event === 'message') {
      this.#port.on('message', (message) => {
        if (message.data === TAKEN) this.#taken();
        else listener(message);
      });
    } else {
      this.#port.on('close', () => {
        this.#closed = true;
        listener();
        for (const next of this.#waiting.splice(0)) next();
      });
    }
  }

  postMessage(data: unknown): void {
    if (!this.#closed) this.#port.postMessage(data);
  }

  #taken(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#onTheirWay = Math.max(0, this.#onTheirWay - 1);
  }
}
