import { type Address, type AddressKey, keyOf } from '../../../shared/protocol/address';
import type { Runtime } from '../../runtime/runtime';

/**
 * Milliseconds for which a line that was closed is still known: what was said on it may not have been read yet. The
 * system gives its port to nobody else meanwhile (TIME-WAIT, RFC 9293, section 3.3.2).
 */
const MAX_REMEMBERED = 2_000;

/** Both ends of a connection. The system gives one local port to several connections, if they go to different places. */
type Pair = `${AddressKey} ${AddressKey}`;

/** A connection between two endpoints of this process: what its accepting end has done, for the end that dialled. */
export class LocalConnection {
  readonly key: Pair;
  readonly identity: Address;
  /** Frames that the accepting end has read. */
  taken = 0;
  /** Answers that it has sent. */
  answered = 0;
  /** Frames whose answers it has put off. */
  deferred = 0;
  /** Called for each frame that it has read, before it acts on it. */
  onTaking: (() => void) | undefined;
  /** Called for each frame after it has acted on it. */
  onTaken: (() => void) | undefined;

  constructor(key: Pair, identity: Address) {
    this.key = key;
    this.identity = identity;
  }

  /** Notes that the accepting end has read one more frame. */
  take(): void {
    this.taken += 1;
    this.onTaking?.();
  }
}

/**
 * Which endpoint of this process dialled from which ephemeral port. A PING names nobody; this is how the
 * answering side can still show who asked, when the asking side is one of ours.
 */
export class LocalConnections {
  readonly #runtime: Runtime;
  readonly #lines = new Map<Pair, LocalConnection>();
  /** Every endpoint of this process, those included that are closed: it listens on both transports, or on none. */
  readonly #endpoints = new Set<AddressKey>();
  /** How many dials are under way to each address. */
  readonly #inFlight = new Map<AddressKey, number>();
  /** IP addresses that endpoints of this process have. */
  readonly #ips = new Set<string>();
  /** Lines that were closed, oldest first. */
  readonly #closed: { readonly line: LocalConnection; readonly at: number }[] = [];

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  noteEndpoint(identity: Address): void {
    this.#endpoints.add(keyOf(identity));
    this.#ips.add(identity.ip);
  }

  /** Whether an endpoint of this process has this IP address: what comes from it comes from this machine. */
  isOwnAddress(ip: string): boolean {
    return this.#ips.has(ip);
  }

  /** Notes a dial whose own port is not known yet. @returns a function to be called once it is; idempotent */
  begin(remote: Address): () => void {
    const key = keyOf(remote);
    this.#inFlight.set(key, (this.#inFlight.get(key) ?? 0) + 1);
    let runs = true;
    return () => {
      if (!runs) return;
      runs = false;
      const left = (this.#inFlight.get(key) ?? 1) - 1;
      if (left > 0) this.#inFlight.set(key, left);
      else this.#inFlight.delete(key);
    };
  }

  /** Whether an endpoint of this process is dialling this address. */
  isDialling(local: Address): boolean {
    return this.#inFlight.has(keyOf(local));
  }

  isEndpoint(address: Address): boolean {
    return this.#endpoints.has(keyOf(address));
  }

  /**
   * @param local the port that was dialled from
   * @param remote the endpoint that was dialled
   * @returns the line; {@link close} is to be called when it is closed
   */
  note(local: Address, remote: Address, identity: Address): LocalConnection {
    this.#forget(this.#runtime.now());
    const line = new LocalConnection(pairOf(local, remote), identity);
    this.#lines.set(line.key, line);
    return line;
  }

  close(line: LocalConnection): void {
    this.#closed.push({ line, at: this.#runtime.now() });
  }

  /**
   * @param remote where an accepted connection comes from
   * @param local where it was accepted
   * @returns the line, with the identity of the endpoint that dialled it; null when it is not one of ours
   */
  initiatorOf(remote: Address, local: Address): LocalConnection | null {
    return this.#lines.get(pairOf(remote, local)) ?? null;
  }

  #forget(now: number): void {
    let gone = 0;
    for (const { line, at } of this.#closed) {
      if (now - at < MAX_REMEMBERED) break;
      gone += 1;
      // The port may have been dialled from again since.
      if (this.#lines.get(line.key) === line) this.#lines.delete(line.key);
    }
    if (gone > 0) this.#closed.splice(0, gone);
  }
}

function pairOf(dialler: Address, acceptor: Address): Pair {
  return `${keyOf(dialler)} ${keyOf(acceptor)}`;
}
