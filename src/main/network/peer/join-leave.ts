import pMap from 'p-map';
import type { PeerId } from '../../../shared/network/events';
import { failed, ok, type Problem, type Result } from '../../../shared/problem';
import { type Address, addressOf, keyOf } from '../../../shared/protocol/address';
import { CODE } from '../../../shared/protocol/message';
import type { Settings } from '../../../shared/settings/settings';
import { KeyedMutex } from '../node/keyed-mutex';
import type { Requests } from '../node/requests';
import type { NeighbourTable } from './neighbour-table';

/** LEAVEs under way at once: on TCP each needs a descriptor, and a hub may have thousands of neighbours. */
const MAX_CONCURRENT_LEAVES = 64;

/**
 * JOIN and LEAVE as a peer sends them, and what their answers do to its table. Both sides must end up believing the
 * same, though messages on different connections overtake each other. So JOINs and LEAVEs to one neighbour take
 * turns and are never given up half-way (short of a crash), and what comes across them is taken into account.
 */
export class JoinLeave {
  readonly #self: Address;
  readonly #requests: Requests;
  readonly #table: NeighbourTable;
  readonly #settings: () => Settings;
  readonly #end: AbortSignal;
  readonly #turns = new KeyedMutex<PeerId>();
  /** Whom a JOIN is under way to, and whether it has said LEAVE since. */
  readonly #joining = new Map<PeerId, { left: boolean }>();
  readonly #leaving = new Set<PeerId>();

  /** @param end given when the sockets go */
  constructor(
    self: Address,
    requests: Requests,
    table: NeighbourTable,
    settings: () => Settings,
    end: AbortSignal,
  ) {
    this.#end = end;
    this.#self = self;
    this.#requests = requests;
    this.#table = table;
    this.#settings = settings;
  }

  /** JOINs one peer. It is in the table when, and only when, it said JOINOK 0. */
  join(other: Address): Promise<Result> {
    return this.#turns.run(keyOf(other), () => this.#join(other));
  }

  /**
   * JOINs a neighbour once more, so that it lists this peer again where it no longer does. One that refuses is no
   * neighbour any longer.
   */
  renew(other: Address): Promise<Result> {
    return this.#turns.run(keyOf(other), async () => {
      // It may have left while this waited.
      if (!this.#table.has(other)) return ok();
      const joined = await this.#join(other);
      if (!joined.ok && joined.error.code === 'refused') this.#table.remove(other, 'one-sided');
      return joined;
    });
  }

  async #join(other: Address): Promise<Result> {
    const tableCapacity = this.#settings().tableCapacity + this.#table.extra;
    if (this.#table.size + this.#joining.size >= tableCapacity && !this.#table.has(other)) {
      return failed(
        'refused',
        `Its own neighbour table is full (${tableCapacity}). Raise the table capacity in the settings.`,
      );
    }
    const key = keyOf(other);
    const joining = { left: false };
    this.#joining.set(key, joining);
    const asked = await this.#requests.ask(other, { verb: 'JOIN', address: this.#self }, this.#end);
    this.#joining.delete(key);
    if (!asked.ok) return asked;
    if (this.#end.aborted) return failed('cancelled', 'The sockets were closed in the meantime.');
    if (asked.value.verb !== 'JOINOK' || asked.value.code !== CODE.ok) {
      return failed('refused', `${key} refused to be a neighbour. Its table may be full, or it is leaving.`);
    }
    if (joining.left) {
      // Its LEAVE may have overtaken its JOINOK or come between two tries; this makes sure that it forgets us too.
      await this.#requests.ask(other, { verb: 'LEAVE', address: this.#self }, this.#end);
      return failed('refused', `${key} left again before it was a neighbour.`);
    }
    // Its place was kept, and it counts us as a neighbour now: so it is one whatever the capacity has become.
    this.#table.add(other, Number.POSITIVE_INFINITY);
    return ok();
  }

  /** JOINs each of them. @returns how many accepted, and what went wrong with the others */
  async joinAll(others: readonly Address[]): Promise<{ accepted: number; problems: Problem[] }> {
    const results = await Promise.all(others.map((other) => this.join(other)));
    const problems = results.flatMap((result) => (result.ok ? [] : [result.error]));
    return { accepted: results.length - problems.length, problems };
  }

  /**
   * LEAVEs one neighbour. It is out of the table whatever it answers, since nobody can be made to stay; that it
   * did not answer is said.
   */
  leave(other: Address): Promise<Result> {
    return this.#turns.run(keyOf(other), () => this.#leave(other));
  }

  async #leave(other: Address): Promise<Result> {
    // The JOIN that this waited for may have been refused, or the other may have said LEAVE first.
    if (!this.#table.has(other)) return ok();
    const key = keyOf(other);
    this.#leaving.add(key);
    const asked = await this.#requests.ask(other, { verb: 'LEAVE', address: this.#self }, this.#end);
    this.#leaving.delete(key);
    if (!asked.ok && asked.error.code === 'cancelled') return asked;
    this.#table.remove(other, 'we-left');
    return asked.ok ? ok() : asked;
  }

  /** LEAVEs everybody, those too whom a JOIN is still under way to. @returns what went wrong */
  async leaveAll(): Promise<Problem[]> {
    const problems: Problem[] = [];
    const keys = new Set([...this.#table.addresses().map(keyOf), ...this.#turns.keys()]);
    const leave = async (key: PeerId) => {
      const left = await this.leave(addressOf(key));
      if (!left.ok) problems.push(left.error);
    };
    await pMap(keys, leave, { concurrency: MAX_CONCURRENT_LEAVES });
    return problems;
  }

  /** A JOIN was received. @returns whether its sender is a neighbour now, or why not */
  accept(other: Address): 'accepted' | 'not-now' | 'table-full' {
    const key = keyOf(other);
    // Our LEAVE to it is under way: whichever it hears of first, neither is to keep the other.
    if (this.#leaving.has(key)) return 'not-now';
    // Those whom we asked have a place already, which this is not to take from them.
    const promised = this.#joining.size - (this.#joining.has(key) ? 1 : 0);
    const capacity = this.#settings().tableCapacity + this.#table.extra - promised;
    return this.#table.add(other, capacity) ? 'accepted' : 'table-full';
  }

  /** Somebody says LEAVE. @returns whether it was in the table */
  onRemoteLeave(other: Address): boolean {
    const joining = this.#joining.get(keyOf(other));
    if (joining) joining.left = true;
    return this.#table.remove(other, 'it-left');
  }
}
