import type { NetworkEvent, PeerId, Phase } from '../events';
import { WordIndex } from '../search/word-index';
import type { NetworkState } from '../state/state';

const GONE: ReadonlySet<Phase> = new Set(['crashed', 'left']);

/**
 * Which peers live, and which hosted ones share what, by the words of the names: a search costs what its rarest word has in
 * names and holders, not what all peers share. A fold over events, from any state on.
 */
export class FileIndex {
  readonly #byName = new Map<string, Set<PeerId>>();
  readonly #byPeer = new Map<PeerId, Set<string>>();
  readonly #names = new WordIndex();
  readonly #hosted = new Map<PeerId, boolean>();
  readonly #live = new Set<PeerId>();

  constructor(before: NetworkState) {
    for (const { id, hosted, phase, files } of before.peers.values()) {
      this.#enter(id, hosted, phase);
      this.#add(id, files.keys());
    }
  }

  add(event: NetworkEvent): void {
    switch (event.type) {
      case 'peer:added':
        this.#forget(event.peer);
        return this.#enter(event.peer, event.hosted, event.standing?.phase ?? 'listening');
      case 'peer:phase-changed': {
        const hosted = this.#hosted.get(event.peer);
        if (hosted !== undefined) this.#enter(event.peer, hosted, event.phase);
        return;
      }
      case 'peer:removed':
        return this.#forget(event.peer);
      case 'files:changed':
        if (!this.#hosted.has(event.peer)) return;
        this.#remove(event.peer, event.removed);
        return this.#add(
          event.peer,
          event.added.map(({ name }) => name),
        );
      default:
        return;
    }
  }

  /** @returns how many peers live, the asker apart */
  population(asker: PeerId): number {
    return this.#live.size - (this.#live.has(asker) ? 1 : 0);
  }

  /** @returns the live hosted peers, the asker apart, that share files which the query matches, and which files */
  holdersOf(query: string, asker: PeerId): ReadonlyMap<PeerId, readonly string[]> {
    const found = new Map<PeerId, string[]>();
    for (const name of this.#names.find(query)) {
      for (const holder of this.#byName.get(name) ?? []) {
        if (holder === asker || !this.#live.has(holder) || !this.#hosted.get(holder)) continue;
        const files = found.get(holder);
        if (files) files.push(name);
        else found.set(holder, [name]);
      }
    }
    return found;
  }

  #enter(peer: PeerId, hosted: boolean, phase: Phase): void {
    this.#hosted.set(peer, hosted);
    if (GONE.has(phase)) this.#live.delete(peer);
    else this.#live.add(peer);
  }

  #add(peer: PeerId, names: Iterable<string>): void {
    const own = this.#byPeer.get(peer) ?? new Set();
    this.#byPeer.set(peer, own);
    for (const name of names) {
      own.add(name);
      const holders = this.#byName.get(name);
      if (holders) holders.add(peer);
      else {
        this.#byName.set(name, new Set([peer]));
        this.#names.add(name);
      }
    }
  }

  #remove(peer: PeerId, names: Iterable<string>): void {
    for (const name of names) {
      this.#byPeer.get(peer)?.delete(name);
      const holders = this.#byName.get(name);
      if (!holders?.delete(peer) || holders.size > 0) continue;
      this.#byName.delete(name);
      this.#names.remove(name);
    }
  }

  #forget(peer: PeerId): void {
    this.#remove(peer, [...(this.#byPeer.get(peer) ?? [])]);
    this.#byPeer.delete(peer);
    this.#hosted.delete(peer);
    this.#live.delete(peer);
  }
}
