import type { Runtime } from '../../runtime/runtime';
import { isLoopback } from '../frames/datagram-rate-limiter';
import { ConnectionGroup, type GroupMember, type IncomingConnection } from './connection-group';
import type { ConnectionBounds } from './limits';

/** Connections that are closed at most to let one in. */
const MAX_CLOSED = 4;
/**
 * Descriptors that the dials of searches leave free besides the spare ones, and those of requests, which include the
 * questions of random walks: so a lab busy with itself can still be connected to. One dial to a peer of the lab takes two.
 */
const SEARCH_EXTRA = 32;
const REQUEST_EXTRA = 16;
/** Descriptors that incoming connections leave free which may be of the lab itself: their number is bounded where they are dialled. */
const LIKELY_OWN_RESERVE = 32;

type Bounds = Pick<ConnectionBounds, 'connections' | 'connectionsFromOne' | 'kept' | 'spareDescriptors'>;

/** The place of a connection that was let in. */
export interface Reservation {
  /** Notes that it has sent a whole frame or request. */
  used(): void;
  /** Gives the place back. Idempotent. */
  release(): void;
}

/**
 * The descriptors that the sockets of one transport hold: listeners, incoming connections and dials. When a connection
 * comes and there is no room, the least useful one is closed, so that idle ones keep nobody out. Connections that the
 * lab opened to itself are counted, and never closed or refused: how many they are is decided where they are dialled.
 */
export class SocketBudget {
  readonly #runtime: Runtime;
  readonly #bounds: () => Bounds;
  readonly #descriptors: number;
  readonly #isOwnAddress: (ip: string) => boolean;
  readonly #all = new ConnectionGroup();
  readonly #byAddress = new Map<string, ConnectionGroup>();
  /** Close the connections of the lab to itself that are kept for a next message; the one used longest ago first. */
  readonly #kept = new Set<() => void>();
  #held = 0;

  /**
   * @param bounds connections of other programs, in all and from one address; read for each connection
   * @param isOwnAddress whether an endpoint of this process has this IP address
   * @param descriptors that the process may hold at once
   */
  constructor(
    runtime: Runtime,
    bounds: () => Bounds,
    isOwnAddress: (ip: string) => boolean = isLoopback,
    descriptors = Number.POSITIVE_INFINITY,
  ) {
    this.#runtime = runtime;
    this.#bounds = bounds;
    this.#isOwnAddress = isOwnAddress;
    this.#descriptors = descriptors;
  }

  /** Descriptors beyond which no incoming connection is let in. Adding peers stops earlier. */
  get #limit(): number {
    return this.#descriptors - this.#bounds().spareDescriptors;
  }

  /**
   * Closes kept connections where descriptors are short.
   *
   * @returns whether the process has descriptors for one more connection of a search
   */
  makeRoomToSearch(): boolean {
    return this.#makeRoomToDial(SEARCH_EXTRA);
  }

  /** The same for a request, which may take some of what searches leave free. */
  makeRoomToAsk(): boolean {
    return this.#makeRoomToDial(REQUEST_EXTRA);
  }

  #makeRoomToDial(extra: number): boolean {
    const hasRoom = () => this.#held + 2 <= this.#limit - extra;
    while (!hasRoom() && this.#closeKept());
    return hasRoom();
  }

  /**
   * Counts a quiet connection that is kept for a next message. Beyond the bound, the one used longest ago is closed.
   *
   * @returns a function that takes it out; idempotent
   */
  keep(close: () => void): () => void {
    this.#kept.add(close);
    while (this.#kept.size > this.#bounds().kept && this.#closeKept());
    return () => this.#kept.delete(close);
  }

  #closeKept(): boolean {
    const [close] = this.#kept;
    if (!close) return false;
    this.#kept.delete(close);
    close();
    return true;
  }

  /** Counts sockets that are not incoming connections. @returns a function that gives them back; idempotent */
  hold(sockets: number): () => void {
    this.#held += sockets;
    let holds = true;
    return () => {
      if (holds) this.#held -= sockets;
      holds = false;
    };
  }

  /**
   * Lets a connection in, in the place of a less useful one where there is no room.
   *
   * @returns null where it is refused
   */
  admit(incoming: IncomingConnection): Reservation | null {
    const own = incoming.isOwn();
    if (!own && !this.#makeRoom(incoming.ip) && !this.#isLikelyOwn(incoming)) return null;
    const giveBack = this.hold(1);
    if (own) return { used: () => undefined, release: giveBack };
    const crowd = this.#crowdOf(incoming.ip);
    const member: GroupMember = { incoming, at: this.#runtime.now(), progress: 0, release: () => undefined };
    this.#all.add(member);
    crowd.add(member);
    const leave = () => {
      this.#all.delete(member);
      crowd.delete(member);
      if (crowd.size === 0 && this.#byAddress.get(incoming.ip) === crowd) this.#byAddress.delete(incoming.ip);
    };
    member.release = () => {
      giveBack();
      leave();
    };
    return {
      used: () => {
        // One of the lab's own, known as such only now, takes no place of other programs.
        if (incoming.isOwn()) return leave();
        member.at = this.#runtime.now();
        this.#all.use(member);
        crowd.use(member);
      },
      release: member.release,
    };
  }

  #makeRoom(ip: string): boolean {
    const { connections, connectionsFromOne } = this.#bounds();
    const crowd = this.#byAddress.get(ip);
    if (
      crowd &&
      !this.#isOwnAddress(ip) &&
      crowd.size >= connectionsFromOne &&
      !crowd.closeLeastUseful(this.#runtime.now())
    ) {
      return false;
    }
    while (this.#held >= this.#limit && this.#closeKept());
    const hasRoom = () => this.#all.size < connections && this.#held < this.#limit;
    // More than one may have to go, where the bound was made smaller or some came in as possible ones of our own.
    for (let closed = 0; closed < MAX_CLOSED && !hasRoom(); closed += 1) {
      if (!this.#all.closeLeastUseful(this.#runtime.now())) return false;
    }
    return hasRoom();
  }

  /** A share of the reserve is for those of our own that are known as such only later. */
  #isLikelyOwn(incoming: IncomingConnection): boolean {
    return this.#held < this.#descriptors - LIKELY_OWN_RESERVE && incoming.mayBeOwn();
  }

  #crowdOf(ip: string): ConnectionGroup {
    const known = this.#byAddress.get(ip);
    if (known) return known;
    const crowd = new ConnectionGroup();
    this.#byAddress.set(ip, crowd);
    return crowd;
  }
}
