import type { PeerId } from '../events';
import { matchesQuery } from '../matching';

/** Which live peers share what, by name: a search costs as much as there are different names, not peers. */
export class Holdings {
  readonly #byName = new Map<string, Set<PeerId>>();
  readonly #byPeer = new Map<PeerId, Set<string>>();
  readonly #live = new Set<PeerId>();

  live(peer: PeerId, isLive: boolean): void {
    if (isLive) this.#live.add(peer);
    else this.#live.delete(peer);
  }

  add(peer: PeerId, names: Iterable<string>): void {
    const own = this.#byPeer.get(peer) ?? new Set();
    this.#byPeer.set(peer, own);
    for (const name of names) {
      own.add(name);
      const holders = this.#byName.get(name);
      if (holders) holders.add(peer);
      else this.#byName.set(name, new Set([peer]));
    }
  }

  remove(peer: PeerId, names: Iterable<string>): void {
    for (const name of names) {
      this.#byPeer.get(peer)?.delete(name);
      const holders = this.#byName.get(name);
      if (holders?.delete(peer) && holders.size === 0) this.#byName.delete(name);
    }
  }

  forget(peer: PeerId): void {
    this.remove(peer, [...(this.#byPeer.get(peer) ?? [])]);
    this.#byPeer.delete(peer);
    this.#live.delete(peer);
  }

  /** @returns the live peers, the asker apart, that share a file which the query matches */
  holdersOf(query: string, asker: PeerId): ReadonlySet<PeerId> {
    const found = new Set<PeerId>();
    for (const [name, holders] of this.#byName) {
      if (!matchesQuery(query, name)) continue;
      for (const holder of holders) if (holder !== asker && this.#live.has(holder)) found.add(holder);
    }
    return found;
  }
}
