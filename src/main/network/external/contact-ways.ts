import type { NetworkEvent, PeerId } from '../../../shared/network/events';
import { isReply } from '../../../shared/protocol/verbs';
import type { EventLog } from '../log/event-log';

/** Peers that are remembered; of more, those that sent nothing for longest are forgotten. */
const MAX_REMEMBERED = 10_000;

interface Ways {
  ping: boolean;
  tcp: boolean;
  udp: boolean;
  listens: boolean;
}

/** How a peer may be probed: by PING, by opening a TCP connection, or not at all. */
export type Probe = 'ping' | 'connect' | 'none';

/**
 * What external peers have shown to know. Some programs end when they receive PING, or know UDP alone: whether such
 * a peer lives is asked in no way that it has not used itself.
 */
export class ContactWays {
  readonly #ways = new Map<PeerId, Ways>();
  readonly #unsubscribe: () => void;

  constructor(log: EventLog) {
    this.#unsubscribe = log.subscribe((event) => this.#observe(event));
  }

  stop(): void {
    this.#unsubscribe();
  }

  probeFor(peer: PeerId): Probe {
    const ways = this.#ways.get(peer);
    if (!ways) return 'none';
    return ways.ping ? 'ping' : ways.tcp ? 'connect' : 'none';
  }

  /** Whether it has taken a TCP connection before, so that one it refuses means that it has ended. */
  hasListened(peer: PeerId): boolean {
    return this.#ways.get(peer)?.listens ?? false;
  }

  /** Whether one that it refuses proves that it has ended: it has taken one, or has used nothing but TCP. */
  mustListen(peer: PeerId): boolean {
    const ways = this.#ways.get(peer);
    return ways !== undefined && (ways.listens || (ways.tcp && !ways.udp));
  }

  /** It took a TCP connection. */
  noteListening(peer: PeerId): void {
    this.#of(peer).listens = true;
  }

  #observe(event: NetworkEvent): void {
    // Another program may take its address, and know less.
    if (event.type === 'peer:removed') this.#ways.delete(event.peer);
    if (event.type !== 'message:received') return;
    const { from, verb, transport } = event;
    const ways = this.#of(from);
    if (verb === 'PING' || verb === 'PONG') ways.ping = true;
    if (transport === 'udp') ways.udp = true;
    if (transport !== 'tcp') return;
    ways.tcp = true;
    // Requests name their sender; a reply is known by the address that was dialled, which therefore listens.
    if (isReply(verb)) ways.listens = true;
  }

  #of(peer: PeerId): Ways {
    const ways = this.#ways.get(peer) ?? { ping: false, tcp: false, udp: false, listens: false };
    this.#ways.delete(peer);
    this.#ways.set(peer, ways);
    if (this.#ways.size > MAX_REMEMBERED) {
      const [oldest] = this.#ways.keys();
      if (oldest !== undefined) this.#ways.delete(oldest);
    }
    return ways;
  }
}
