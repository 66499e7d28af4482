import { type Address, type AddressKey, keyOf } from '../../../shared/protocol/address';
import { CODE, type Offer } from '../../../shared/protocol/message';
import { below, type Random } from '../random';

interface Entry {
  readonly address: Address;
  readonly name: string;
}

/**
 * Who is registered, keyed on ip and port. Every operation costs the same however many there are: entries stand
 * in an array for drawing, and a map tells where.
 */
export class Registry {
  readonly #entries: Entry[] = [];
  readonly #places = new Map<AddressKey, number>();
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  get size(): number {
    return this.#entries.length;
  }

  has(address: Address): boolean {
    return this.#places.has(keyOf(address));
  }

  /** @returns {@link CODE}.ok, or why not: already registered, taken by another name, or full */
  add(address: Address, name: string, capacity: number): number {
    const key = keyOf(address);
    const place = this.#places.get(key);
    if (place !== undefined) {
      return this.#entries[place]?.name === name ? CODE.alreadyRegistered : CODE.takenByAnotherName;
    }
    if (this.#entries.length >= capacity) return CODE.registryFull;
    this.#places.set(key, this.#entries.length);
    this.#entries.push({ address, name });
    return CODE.ok;
  }

  /**
   * Removes the entry of an address. @param name where given, it must be the entry's
   * @returns the name it had, or undefined when there is no such entry
   */
  remove(address: Address, name?: string): string | undefined {
    const key = keyOf(address);
    const place = this.#places.get(key);
    const entry = place === undefined ? undefined : this.#entries[place];
    if (place === undefined || !entry || (name !== undefined && entry.name !== name)) return undefined;
    const last = this.#entries.pop();
    this.#places.delete(key);
    if (last && last !== entry) {
      this.#entries[place] = last;
      this.#places.set(keyOf(last.address), place);
    }
    return entry.name;
  }

  /** @returns up to `count` distinct random entries, never the one excluded (Floyd's sampling, CACM 30(9), 1987) */
  draw(count: number, except: Address): Offer[] {
    const excluded = this.#places.get(keyOf(except));
    const others = this.#entries.length - (excluded === undefined ? 0 : 1);
    const wanted = Math.min(count, others);
    const chosen = new Set<number>();
    for (let top = others - wanted; top < others; top += 1) {
      const candidate = below(top + 1, this.#random);
      chosen.add(chosen.has(candidate) ? top : candidate);
    }
    const offers: Offer[] = [];
    for (const index of chosen) {
      // The excluded entry is stepped over by shifting everything from it on by one.
      const entry = this.#entries[excluded !== undefined && index >= excluded ? index + 1 : index];
      if (entry) offers.push(entry);
    }
    return offers;
  }

  list(): readonly Offer[] {
    return this.#entries;
  }
}
