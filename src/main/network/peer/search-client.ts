import type { NetworkEvent } from '../../../shared/network/events';
import { failed, ok, type Result } from '../../../shared/problem';
import { type Address, type AddressKey, keyOf } from '../../../shared/protocol/address';
import { CODE, type MessageOf } from '../../../shared/protocol/message';
import type { Requests } from '../node/requests';
import type { NeighbourTable } from './neighbour-table';

/** Peers remembered that do not know NEIGH; beyond, the oldest are asked once more. */
const MAX_REMEMBERED = 1_000;

/** What a peer can do to search: ask others for files, and ask them for neighbours. Answers are told by events. */
export class SearchClient {
  readonly #address: Address;
  readonly #requests: Requests;
  readonly #table: NeighbourTable;
  readonly #onSearch: (search: MessageOf<'SER'>, to: Address) => void;
  /** Those that answered ERROR to NEIGH: they do not have it, and are not asked again (PROTOCOL.md, "Extensions"). */
  readonly #withoutNeigh = new Set<AddressKey>();
  /** Given when the sockets go. */
  readonly stop: AbortSignal;

  /** @param onSearch called before each SER that this peer sends for itself */
  constructor(
    address: Address,
    requests: Requests,
    table: NeighbourTable,
    end: AbortSignal,
    onSearch: (search: MessageOf<'SER'>, to: Address) => void,
  ) {
    this.#onSearch = onSearch;
    this.#address = address;
    this.#requests = requests;
    this.#table = table;
    this.stop = end;
  }

  neighbours(): Address[] {
    return this.#table.addresses();
  }

  /**
   * Sends SER.
   *
   * @param hops 0, or more to be passed on less often than the network's time-to-live allows
   * @param cause the step of the search
   */
  ask(to: Address, query: string, hops: number, cause: NetworkEvent | undefined): void {
    const search = { verb: 'SER', address: this.#address, query, hops } as const;
    this.#onSearch(search, to);
    this.#requests.notify(to, search, { reason: { cause } });
  }

  /**
   * Sends NEIGH, once and by TCP: the answer may be much larger than the question, and a walker has others to go to.
   *
   * @param cause the step of the search
   * @returns the neighbours of that peer, or `refused` where it does not tell, now or ever
   */
  async neighboursOf(
    other: Address,
    signal: AbortSignal,
    cause: NetworkEvent | undefined,
  ): Promise<Result<readonly Address[]>> {
    const key = keyOf(other);
    if (this.#withoutNeigh.has(key)) return failed('refused', `${key} does not know NEIGH.`);
    const asked = await this.#requests.askBy('tcp', other, { verb: 'NEIGH' }, signal, 0, { cause });
    if (!asked.ok) return asked;
    const answer = asked.value;
    if (answer.verb === 'NEIGHOK' && answer.code === CODE.ok) return ok(answer.neighbours);
    if (answer.verb === 'ERROR') this.#remember(key);
    return failed('refused', `${key} does not tell its neighbours.`);
  }

  #remember(key: AddressKey): void {
    this.#withoutNeigh.add(key);
    const [oldest] = this.#withoutNeigh;
    if (oldest !== undefined && this.#withoutNeigh.size > MAX_REMEMBERED) this.#withoutNeigh.delete(oldest);
  }
}
