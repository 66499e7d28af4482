import type { SearchOutcome } from '../../../../shared/network/events';
import { type Address, type AddressKey, addressOf, keyOf } from '../../../../shared/protocol/address';
import { randomInt } from '../../../runtime/random';
import type { RunningSearch, StrategyOf } from '../running-search';

/**
 * k random walks (Lv et al., ICS 2002, section 4.2): each walker moves from peer to peer at random and queries each; before
 * each step it checks with the origin whether the search is over; with the state keeping of that section, it prefers
 * peers that no walker of the search has visited.
 *
 * The protocol has no messages for walks, so the origin controls its walkers: SER with hops at the time-to-live, which
 * every peer answers and none forwards, and NEIGH, for the next candidates. A peer that does not support NEIGH is
 * queried as well; the walker then returns to the previous peer.
 *
 * Cost: at most k · length queries, independent of the size of the network, each with a NEIGH and its answer; no
 * duplicates. A common file is found after about 1 / (share of its holders) queries. Each step takes a round trip, and a
 * rare file may not be found.
 */
export async function randomWalk(
  search: RunningSearch,
  strategy: StrategyOf<'random-walk'>,
  origin: AddressKey,
): Promise<SearchOutcome> {
  const neighbours = search.neighbours();
  if (neighbours.length === 0 || !search.begin(search.timeToLive)) return 'nobody';
  const walk = new Walk(search, origin, neighbours);
  const walkers = Array.from({ length: strategy.walkers }, (_, index) =>
    walk.send(index + 1, strategy.length),
  );
  await Promise.all(walkers);
  await search.settled();
  return search.answered ? 'found' : 'complete';
}

/** Maximum number of neighbours used of one peer; a longer list is truncated. */
const MAX_NEIGHBOURS = 1_000;

/** The shared state of the walkers of one search. */
class Walk {
  readonly #search: RunningSearch;
  readonly #origin: AddressKey;
  readonly #visited = new Set<AddressKey>();
  /** The reported neighbour tables, each requested once; null where a peer does not report one. */
  readonly #tables = new Map<AddressKey, Promise<readonly AddressKey[] | null>>();

  constructor(search: RunningSearch, origin: AddressKey, neighbours: readonly Address[]) {
    this.#search = search;
    this.#origin = origin;
    this.#tables.set(origin, Promise.resolve(neighbours.map(keyOf)));
  }

  /** Walks until a peer has answered, the length is reached, or no next peer exists. */
  async send(walker: number, length: number): Promise<void> {
    const { signal } = this.#search;
    const path: AddressKey[] = [this.#origin];
    for (let step = 1; step <= length && !signal.aborted && !this.#search.answered; step += 1) {
      const from = path.at(-1);
      if (from === undefined) return;
      const table = await this.#tableOf(from);
      // The check with the origin: during the NEIGH request another walker may have found the file.
      if (signal.aborted || this.#search.answered) return;
      const next = table === null ? undefined : this.#choose(table);
      if (next === undefined) {
        // A dead end, or a peer that reports no table: it returns to the previous peer.
        path.pop();
        continue;
      }
      if (!this.#visited.has(next)) {
        this.#visited.add(next);
        this.#search.walkTo(addressOf(next), { walker, step, from });
      }
      path.push(next);
    }
  }

  #choose(table: readonly AddressKey[]): AddressKey | undefined {
    const others = table.filter((peer) => peer !== this.#origin);
    const fresh = others.filter((peer) => !this.#visited.has(peer));
    const among = fresh.length > 0 ? fresh : others;
    return among[randomInt(among.length, this.#search.random)];
  }

  #tableOf(peer: AddressKey): Promise<readonly AddressKey[] | null> {
    const table = this.#tables.get(peer);
    if (table) return table;
    const pendingTable = this.#search
      .neighboursOf(addressOf(peer))
      .then((neighbours) => neighbours?.slice(0, MAX_NEIGHBOURS).map(keyOf) ?? null);
    this.#tables.set(peer, pendingTable);
    return pendingTable;
  }
}
