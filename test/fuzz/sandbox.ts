import type { FrameHandler, TransportLayer } from '../../src/main/network/frames/frame-transport';
import { sockets } from '../../src/main/transport/sockets/sockets';
import { ok } from '../../src/shared/problem';
import type { Address } from '../../src/shared/protocol/address';
import { readDatagram } from '../../src/shared/protocol/frame/frame-decoder';

/** Ports that strangers speak from; some of them come again, so that answers find their questions. */
const STRANGERS = 7;

/**
 * A network of one: bytes are handed to whoever listens as if they had come by a socket, and what it says itself
 * is answered with the bytes that came before. So a list of inputs is all there is to an execution.
 */
export class CaptiveNetwork {
  #receiver: FrameHandler | null = null;
  #last: Uint8Array = new Uint8Array();
  #count = 0;
  /** One answer for each input: an answer may be a question too, and the two would never end. */
  #mayAnswer = false;

  readonly transport: TransportLayer = {
    ...sockets,
    open: async (at, receiver) => {
      this.#receiver = receiver;
      return ok({
        bound: at,
        send: (to: Address) => {
          const answer = this.#answer();
          if (answer) queueMicrotask(() => this.#arrive(answer, to, 'udp'));
        },
        dial: (_to, _text, listener) => {
          const answer = this.#answer();
          let open = true;
          const close = () => {
            if (!open) return;
            open = false;
            queueMicrotask(() => listener.closed(null));
          };
          queueMicrotask(() => {
            if (answer && open) listener.received(readDatagram(answer));
            close();
          });
          return { end: () => undefined, close };
        },
        connect: sockets.connect,
        close: async () => undefined,
      });
    },
  };

  /** Lets some bytes arrive, by turns as a datagram and as a frame on a connection. */
  say(bytes: Uint8Array): void {
    this.#count += 1;
    this.#mayAnswer = true;
    const port = 6_000 + (this.#count % STRANGERS);
    // The one of another machine is held to limits that loopback is not.
    const from: Address = { ip: port === 6_000 ? '192.0.2.7' : '127.0.0.1', port };
    this.#arrive(bytes, from, this.#count % 2 === 0 ? 'udp' : 'tcp');
    this.#last = bytes;
  }

  #answer(): Uint8Array | null {
    if (!this.#mayAnswer || this.#last.length === 0) return null;
    this.#mayAnswer = false;
    return this.#last;
  }

  #arrive(bytes: Uint8Array, from: Address, transport: 'tcp' | 'udp'): void {
    const result = readDatagram(bytes);
    this.#receiver?.onFrame({
      result,
      from,
      transport,
      reply: () => true,
      close: () => undefined,
    });
  }
}
