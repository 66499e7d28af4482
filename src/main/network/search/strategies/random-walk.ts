import type { SearchOutcome } from '../../../../shared/network/events';
import { type Address, type AddressKey, addressOf, keyOf } from '../../../../shared/protocol/address';
import { randomInt } from '../../../runtime/random';
import type { RunningSearch, StrategyOf } from '../running-search';

/**
 * k random walks (Lv et al., ICS 2002, section 4.2): each walker goes from peer to peer at random and asks every one; before
 * each step it checks back with the asker whether the search is over; with the state keeping of that section, it prefers
 * peers that no walker of the search has been to.
 *
 * The protocol has no walking messages, so the asker leads its walkers: SER with hops at the time-to-live, which any peer
 * answers and none passes on, and NEIGH, to know where to go from there. Who does not know NEIGH is asked all the same; a
 * walker just cannot go on from there, and turns back.
 *
 * Cost: at most k · length questions, however large the network, each with a NEIGH and its answer; duplicates none. What
 * is common is found after about 1 / (share of peers that hold it) questions. It takes a round trip for each step, and
 * what is rare may not be found.
 */
export async function randomWalk(
  search: RunningSearch,
  strategy: StrategyOf<'random-walk'>,
  asker: AddressKey,
): Promise<SearchOutcome> {
  const neighbours = search.neighbours();
  if (neighbours.length === 0 || !search.begin(search.timeToLive)) return 'nobody';
  const walk = new Walk(search, asker, neighbours);
  const walkers = Array.from({ length: strategy.walkers }, (_, index) =>
    walk.send(index + 1, strategy.length),
  );
  await Promise.all(walkers);
  await search.settled();
  return search.answered ? 'found' : 'complete';
}

/** Neighbours looked at of one peer; who tells of more is believed in part. */
const MAX_NEIGHBOURS = 1_000;

/** What the walkers of one search know together. */
class Walk {
  readonly #search: RunningSearch;
  readonly #asker: AddressKey;
  readonly #visited = new Set<AddressKey>();
  /** Neighbour tables that peers told, each asked for once; null where one does not tell. */
  readonly #tables = new Map<AddressKey, Promise<readonly AddressKey[] | null>>();

  constructor(search: RunningSearch, asker: AddressKey, neighbours: readonly Address[]) {
    this.#search = search;
    this.#asker = asker;
    this.#tables.set(asker, Promise.resolve(neighbours.map(keyOf)));
  }

  /** Walks until somebody has answered, the length is used up, or there is nowhere to go. */
  async send(walker: number, length: number): Promise<void> {
    const { signal } = this.#search;
    const path: AddressKey[] = [this.#asker];
    for (let step = 1; step <= length && !signal.aborted && !this.#search.answered; step += 1) {
      const from = path.at(-1);
      if (from === undefined) return;
      const table = await this.#tableOf(from);
      // The check back: while it was told where it could go, another walker may have found it.
      if (signal.aborted || this.#search.answered) return;
      const next = table === null ? undefined : this.#choose(table);
      if (next === undefined) {
        // A dead end, or a peer that does not tell: it goes back where it came from.
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
    const others = table.filter((peer) => peer !== this.#asker);
    const fresh = others.filter((peer) => !this.#visited.has(peer));
    const among = fresh.length > 0 ? fresh : others;
    return among[randomInt(among.length, this.#search.random)];
  }

  #tableOf(peer: AddressKey): Promise<readonly AddressKey[] | null> {
    const known = this.#tables.get(peer);
    if (known) return known;
    const asked = this.#search
      .neighboursOf(addressOf(peer))
      .then((neighbours) => neighbours?.slice(0, MAX_NEIGHBOURS).map(keyOf) ?? null);
    this.#tables.set(peer, asked);
    return asked;
  }
}
