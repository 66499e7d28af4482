import type { EventOf, PeerId } from '../../../shared/network/events';
import { type Address, keyOf } from '../../../shared/protocol/address';
import type { EventSink } from '../log/event-log';

type RemovalReason = EventOf<'neighbour:removed'>['reason'];

/** Whom a peer counts as its neighbours. Every change is an event; nothing else changes a line on the canvas. */
export class NeighbourTable {
  readonly #peer: PeerId;
  readonly #emit: EventSink;
  readonly #entries = new Map<PeerId, Address>();
  /** Places that were asked for besides those of the settings, for a hub. */
  extra = 0;
  /** Called after each removal. */
  onRemoved: ((address: Address) => void) | undefined;

  constructor(peer: PeerId, emit: EventSink) {
    this.#peer = peer;
    this.#emit = emit;
  }

  get size(): number {
    return this.#entries.size;
  }

  has(address: Address): boolean {
    return this.#entries.has(keyOf(address));
  }

  addresses(): Address[] {
    return [...this.#entries.values()];
  }

  /** @returns whether it is in the table now; false only when the table holds `capacity` others */
  add(address: Address, capacity: number): boolean {
    const neighbour = keyOf(address);
    if (this.#entries.has(neighbour)) return true;
    if (this.#entries.size >= capacity) return false;
    this.#entries.set(neighbour, address);
    this.#emit({ type: 'neighbour:added', peer: this.#peer, neighbour });
    return true;
  }

  /** @returns whether it was in the table */
  remove(address: Address, reason: RemovalReason): boolean {
    const neighbour = keyOf(address);
    if (!this.#entries.delete(neighbour)) return false;
    this.#emit({ type: 'neighbour:removed', peer: this.#peer, neighbour, reason });
    this.onRemoved?.(address);
    return true;
  }

  clear(reason: RemovalReason): void {
    for (const address of this.addresses()) this.remove(address, reason);
  }
}
