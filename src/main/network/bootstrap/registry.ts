import { type Address, type AddressKey, keyOf } from '../../../shared/protocol/address';
import { CODE, type Offer } from '../../../shared/protocol/message';
import { type Random, randomInt } from '../../runtime/random';
import type { Runtime } from '../../runtime/runtime';

interface Entry {
  readonly address: Address;
  readonly name: string;
}

/** What the server knows of an entry besides its name. */
export interface EntryFacts {
  /** IP address that its REG came from. */
  readonly source: string;
  /** A peer of this lab: always has room, and is not counted for its source. */
  readonly own: boolean;
  /** When it was last known to live, or last found impossible to probe; milliseconds of the steady clock. */
  checkedAt: number;
}

/** Whom an entry is for, and how many others its source may have. */
interface Admission {
  readonly own: boolean;
  readonly source: string;
  readonly perSource: number;
}

const UNLIMITED: Admission = { own: false, source: '', perSource: Number.POSITIVE_INFINITY };

/**
 * Who is registered, keyed on ip and port. Every operation costs the same however many there are: entries stand
 * in an array for drawing, and a map tells where.
 */
export class Registry {
  readonly #entries: Entry[] = [];
  readonly #places = new Map<AddressKey, number>();
  readonly #facts = new Map<AddressKey, EntryFacts>();
  readonly #bySource = new Map<string, number>();
  readonly #runtime: Runtime;
  readonly #random: Random;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    this.#random = runtime.random.fork('registry');
  }

  get size(): number {
    return this.#entries.length;
  }

  has(address: Address): boolean {
    return this.#places.has(keyOf(address));
  }

  /** @returns what is known of an entry; undefined where there is none */
  factsOf(address: Address): EntryFacts | undefined {
    return this.#facts.get(keyOf(address));
  }

  /**
   * @param admission of a peer of this lab, nothing but the capacity counts
   * @returns {@link CODE}.ok, or why not: already registered, taken by another name, or full (in all, or for its source)
   */
  add(address: Address, name: string, capacity: number, admission = UNLIMITED): number {
    const key = keyOf(address);
    const place = this.#places.get(key);
    if (place !== undefined) {
      return this.#entries[place]?.name === name ? CODE.alreadyRegistered : CODE.takenByAnotherName;
    }
    const { own, source, perSource } = admission;
    const ofSource = this.#bySource.get(source) ?? 0;
    if (this.#entries.length >= capacity || (!own && ofSource >= perSource)) return CODE.registryFull;
    this.#facts.set(key, { source, own, checkedAt: this.#runtime.now() });
    if (!own) this.#bySource.set(source, ofSource + 1);
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
    this.#forget(key);
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
      const candidate = randomInt(top + 1, this.#random);
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

  #forget(key: AddressKey): void {
    const facts = this.#facts.get(key);
    this.#facts.delete(key);
    if (!facts || facts.own) return;
    const left = (this.#bySource.get(facts.source) ?? 1) - 1;
    if (left > 0) this.#bySource.set(facts.source, left);
    else this.#bySource.delete(facts.source);
  }

  list(): readonly Offer[] {
    return this.#entries;
  }
}
