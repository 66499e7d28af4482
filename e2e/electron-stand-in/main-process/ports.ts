import { LoudEmitter, UnknownToStandInError } from './loud';
import { hear, order } from './wire';

const portsInPages = new Map<number, MessagePortMain>();
let lastPort = 0;

hear('port-message', ({ port, data }) => portsInPages.get(port)?.receive(data));
hear('port-closed', ({ port }) => {
  portsInPages.get(port)?.emit('close');
  portsInPages.delete(port);
});

/** One end of a channel. The other end goes to a page, where it is a real MessagePort. */
class MessagePortMain extends LoudEmitter {
  other: MessagePortMain | undefined;
  /** The id by which the page's end is known, once the other end is there. */
  #inPage: number | undefined;
  #started = false;
  #arrived: unknown[] = [];
  #unsent: unknown[] = [];

  constructor() {
    super('MessagePortMain', ['close', 'message']);
  }

  postMessage(data: unknown, transfer: readonly unknown[] = []): void {
    if (transfer.length > 0) throw new UnknownToStandInError('transferring over a MessagePortMain');
    if (this.#inPage === undefined) this.#unsent.push(structuredClone(data));
    else order({ do: 'post-to-port', port: this.#inPage, data });
  }

  start(): void {
    this.#started = true;
    for (const data of this.#arrived.splice(0)) this.emit('message', { data, ports: [] });
  }

  close(): void {
    if (this.#inPage === undefined) return;
    portsInPages.delete(this.#inPage);
    order({ do: 'close-port', port: this.#inPage });
    this.emit('close');
  }

  receive(data: unknown): void {
    if (this.#started) this.emit('message', { data, ports: [] });
    else this.#arrived.push(data);
  }

  /** This end stays; the other has gone to a page. */
  joinPage(port: number): void {
    this.#inPage = port;
    for (const data of this.#unsent.splice(0)) order({ do: 'post-to-port', port, data });
  }
}

export class MessageChannelMain {
  readonly port1 = new MessagePortMain();
  readonly port2 = new MessagePortMain();

  constructor() {
    this.port1.other = this.port2;
    this.port2.other = this.port1;
  }
}

/** Sends ports to a page: `send` is given their ids, then what was said meanwhile follows. */
export function transfer(ports: readonly unknown[], send: (ids: readonly number[]) => void): void {
  const stay = ports.map((port) => {
    if (!(port instanceof MessagePortMain) || !port.other) {
      throw new TypeError('only a MessagePortMain can be transferred to a frame');
    }
    return port.other;
  });
  const ids = stay.map(() => ++lastPort);
  send(ids);
  stay.forEach((port, index) => {
    const id = ids[index] ?? 0;
    portsInPages.set(id, port);
    port.joinPage(id);
  });
}
