/** Milliseconds without a whole frame after which a connection may be closed for another one. */
const QUIET_MS = 1_000;
/** Connections that are looked at before the search for one to close ends. */
const MAX_EXAMINED = 64;

/** A connection that another program opened, as the budget sees it. */
export interface IncomingConnection {
  readonly ip: string;
  /** Whether an endpoint of this process dialled it. It may be known only some time after the connection came. */
  isOwn(): boolean;
  /** Whether it may turn out to be such a connection: an endpoint of this process is dialling its other end. */
  mayBeOwn(): boolean;
  /** A count that grows while the connection serves for something besides frames, such as a download. */
  progress(): number;
  /** Closes it, since another one needs its place. */
  evict(): void;
}

export interface GroupMember {
  readonly incoming: IncomingConnection;
  /** When it last sent a whole frame, or else when it came, in milliseconds of the steady clock. */
  at: number;
  progress: number;
  release: () => void;
}

/** Connections in the order in which they may be closed: those without a whole frame first, then the quietest. */
export class ConnectionGroup {
  /** Have sent no whole frame; oldest first. */
  readonly #unused = new Set<GroupMember>();
  /** The one whose last frame is longest ago first. */
  readonly #used = new Set<GroupMember>();

  get size(): number {
    return this.#unused.size + this.#used.size;
  }

  add(member: GroupMember): void {
    this.#unused.add(member);
  }

  use(member: GroupMember): void {
    // One that was closed already is not taken in again.
    if (this.delete(member)) this.#used.add(member);
  }

  delete(member: GroupMember): boolean {
    return this.#unused.delete(member) || this.#used.delete(member);
  }

  /** @param now on the steady clock. @returns whether there was one that could be closed */
  closeLeastUseful(now: number): boolean {
    const member = this.#leastUseful(now);
    if (!member) return false;
    member.incoming.evict();
    member.release();
    return true;
  }

  #leastUseful(now: number): GroupMember | null {
    let looks = 0;
    for (const member of this.#unused) {
      if (looks === MAX_EXAMINED) return null;
      const { incoming } = member;
      // Both ends of a connection of the lab itself learn of it at about the same time: a new one may become known yet.
      if (!incoming.isOwn() && incoming.mayBeOwn() && now - member.at <= QUIET_MS) {
        looks += 1;
        continue;
      }
      if (!incoming.isOwn()) return member;
      // Known as one of the lab's own only since it came: from here on it stands behind those that are used.
      this.use(member);
      member.at = now;
      looks += 1;
    }
    for (const member of this.#used) {
      if (now - member.at <= QUIET_MS || looks === MAX_EXAMINED) return null;
      looks += 1;
      const progress = member.incoming.progress();
      if (progress === member.progress && !member.incoming.isOwn()) return member;
      member.progress = progress;
      member.at = now;
      this.use(member);
    }
    return null;
  }
}
