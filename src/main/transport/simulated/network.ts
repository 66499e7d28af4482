import { failed, ok, type Result } from '../../../shared/problem';
import { type Address, type AddressKey, keyOf } from '../../../shared/protocol/address';
import type { Random } from '../../runtime/random';
import type { Runtime } from '../../runtime/runtime';
import type { Connection, Endpoint, Handler, Transport } from '../transport';
import { Link, type LinkQuality } from './link';
import { SimulatedStream } from './stream';

/** First port that is given out where any will do, and the first of those that connections are opened from (RFC 6335). */
const FIRST_FREE_PORT = 20_000;
const FIRST_EPHEMERAL_PORT = 49_152;
const LAST_PORT = 65_535;
/** Bytes of a datagram besides its own: IPv4 and UDP. */
const DATAGRAM_HEADER = 28;
/** Largest datagram over IPv4 (RFC 768, RFC 791). */
const LARGEST_DATAGRAM = 65_507;
/** Milliseconds until an attempt to connect over a link that is cut is given up. */
const CONNECT_WITHIN = 20_000;

/** Connections in the name of no endpoint come from here. */
const NOBODY: Address = { ip: '127.0.0.1', port: 0 };
/** Milliseconds by which the first bytes come after the answer to a connection: no more than what keeps them in order. */
const AFTER = 0.001;

/** A local network, as it is: below a millisecond, nothing lost, a gigabit a second. */
export const LOCAL_NETWORK: LinkQuality = {
  latency: (random: Random) => 0.2 + 0.6 * random(),
  loss: 0,
  bytesPerSecond: 125_000_000,
  isCut: false,
};

/**
 * A network on which programs of one process meet: datagrams and connections between addresses, with latency, loss,
 * bandwidth and cuts for each direction of each link. All chance comes from the runtime.
 */
export class SimulatedNetwork {
  readonly #runtime: Runtime;
  readonly #usual: LinkQuality;
  readonly #listening = new Map<AddressKey, Handler>();
  readonly #links = new Map<string, Link>();
  readonly #changed = new Map<string, LinkQuality>();
  /** Ports in use by connections, and the next one to try, by IP address. */
  readonly #used = new Map<string, Set<number>>();
  readonly #next = new Map<string, number>();
  #nextFree = FIRST_FREE_PORT;

  /** @param usual the quality of every link that was not changed */
  constructor(runtime: Runtime, usual: LinkQuality = LOCAL_NETWORK) {
    this.#runtime = runtime;
    this.#usual = usual;
  }

  /** Changes one direction of one link; what is left out is as usual. */
  change(from: Address, to: Address, quality: Partial<LinkQuality>): void {
    this.#changed.set(`${keyOf(from)} ${keyOf(to)}`, { ...this.#usual, ...quality });
  }

  /** Makes every link as usual again. */
  restore(): void {
    this.#changed.clear();
  }

  readonly transport: Transport = {
    descriptors: Number.POSITIVE_INFINITY,
    open: async (at, handler) => this.#open(at, handler),
    connect: (to) => this.#connect(NOBODY, to),
    nextFreePort: async ({ ip, port }) => {
      for (let next = port + 1; next <= LAST_PORT; next += 1) {
        if (!this.#listening.has(keyOf({ ip, port: next }))) return next;
      }
      return undefined;
    },
    explain: (error, { ip, port }) => {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      const sentence =
        code === 'ECONNREFUSED'
          ? `Nobody listens at ${ip}:${port}.`
          : `The connection with ${ip}:${port} broke (${code}).`;
      return failed('no-answer', sentence).error;
    },
  };

  #open(at: Address, handler: Handler): Result<Endpoint> {
    const bound: Address = at.port === 0 ? { ip: at.ip, port: this.#freePort(at.ip) } : at;
    const key = keyOf(bound);
    if (this.#listening.has(key)) {
      return failed('port-in-use', `Port ${bound.port} is in use. Choose another one.`);
    }
    this.#listening.set(key, handler);
    return ok({
      bound,
      send: (to, bytes, done) => {
        if (bytes.length > LARGEST_DATAGRAM) {
          return done(failed('bad-input', `A datagram has at most ${LARGEST_DATAGRAM} bytes.`).error);
        }
        const copy = bytes.slice();
        this.#link(bound, to).carry(copy.length + DATAGRAM_HEADER, () => {
          this.#listening.get(keyOf(to))?.datagram(copy, bound);
        });
        done(null);
      },
      connect: (to) => this.#connect(bound, to),
      close: async () => {
        if (this.#listening.get(key) === handler) this.#listening.delete(key);
      },
    });
  }

  /** @param from the endpoint that connects; its links carry the connection, which has a port of its own */
  #connect(from: Address, to: Address): Connection {
    const local: Address = { ip: from.ip, port: this.#ephemeralPort(from.ip) };
    const there = this.#link(from, to);
    const back = this.#link(to, from);
    const dialling = new SimulatedStream(local, to, there);
    dialling.once('close', () => this.#used.get(local.ip)?.delete(local.port));
    const tooLong = this.#runtime.setTimer(CONNECT_WITHIN, () => dialling.refuse('ETIMEDOUT'));
    dialling.once('close', () => tooLong.cancel());
    there.carryInOrder(DATAGRAM_HEADER, 0, () => {
      const handler = this.#listening.get(keyOf(to));
      if (dialling.destroyed) return;
      if (!handler) {
        back.carryInOrder(DATAGRAM_HEADER, 0, () => dialling.refuse('ECONNREFUSED'));
        return;
      }
      const accepted = new SimulatedStream(to, local, back);
      const known = back.carryInOrder(DATAGRAM_HEADER, 0, () => {
        if (dialling.destroyed) {
          there.carryInOrder(DATAGRAM_HEADER, 0, () => accepted.destroy());
          return;
        }
        tooLong.cancel();
        dialling.open(accepted);
        dialling.emit('connect');
      });
      accepted.open(dialling, known + AFTER);
      handler.connection(accepted);
    });
    return dialling;
  }

  #link(from: Address, to: Address): Link {
    const name = `${keyOf(from)} ${keyOf(to)}`;
    const known = this.#links.get(name);
    if (known) return known;
    const link = new Link(this.#runtime, name, () => this.#changed.get(name) ?? this.#usual);
    this.#links.set(name, link);
    return link;
  }

  #freePort(ip: string): number {
    while (this.#listening.has(keyOf({ ip, port: this.#nextFree }))) this.#nextFree += 1;
    const port = this.#nextFree;
    this.#nextFree += 1;
    return port;
  }

  #ephemeralPort(ip: string): number {
    const used = this.#used.get(ip) ?? new Set();
    this.#used.set(ip, used);
    let port = this.#next.get(ip) ?? FIRST_EPHEMERAL_PORT;
    while (used.has(port) || this.#listening.has(keyOf({ ip, port }))) {
      port = port === LAST_PORT ? FIRST_EPHEMERAL_PORT : port + 1;
    }
    used.add(port);
    this.#next.set(ip, port === LAST_PORT ? FIRST_EPHEMERAL_PORT : port + 1);
    return port;
  }
}
