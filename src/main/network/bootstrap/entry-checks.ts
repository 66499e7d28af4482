import { type Address, type AddressKey, keyOf } from '../../../shared/protocol/address';
import type { Offer } from '../../../shared/protocol/message';
import type { Settings } from '../../../shared/settings/settings';
import { type Runtime, timeLimit } from '../../runtime/runtime';
import type { ContactWays } from '../external/contact-ways';
import { probe, type Verdict } from '../external/liveness-probe';
import type { Requests } from '../node/requests';
import type { Registry } from './registry';

/** Probes in progress; entries beyond are taken as they are. */
const MAX_PROBES = 64;
/** Milliseconds that the answer to a REG waits for probes: well below the time-out of any program that asks. */
const PROBE_TIMEOUT_MS = 700;
/** Draws for one REG, so that it is answered soon though many entries are dead. */
const ROUNDS = 3;
/** Entries looked at to make room for one more. */
const SAMPLE = 16;
/** Where the asker of a draw is nobody that could be in the registry. */
const NOBODY: Address = { ip: '', port: 0 };

export interface EntryChecksOptions {
  readonly runtime: Runtime;
  readonly registry: Registry;
  readonly requests: Requests;
  readonly settings: () => Settings;
  /** What programs have shown to know; without it, nobody is probed. */
  readonly ways: ContactWays | undefined;
  /** Whether a peer of this lab runs at an address. */
  readonly own: (address: Address) => boolean;
  /** Takes an entry out that does not live. */
  readonly remove: (address: Address) => void;
}

/**
 * Keeps dead entries from being offered: one that has been silent for a while is probed before, in the ways that its
 * peer has shown to know, and goes where it does not answer.
 */
export class EntryChecks {
  readonly #options: EntryChecksOptions;
  readonly #probing = new Map<AddressKey, Promise<Verdict>>();
  #makingRoom: Promise<boolean> | null = null;

  constructor(options: EntryChecksOptions) {
    this.#options = options;
  }

  /**
   * @returns up to `count` entries to be offered, at once where none of those drawn needs a probe. Entries that cannot
   * be probed come last, since a new peer needs one neighbour that lives.
   */
  offers(count: number, except: Address): readonly Offer[] | Promise<readonly Offer[]> {
    const drawn = this.#options.registry.draw(count, except);
    return drawn.every(({ address }) => this.#isFresh(address)) ? drawn : this.#probed(drawn, count, except);
  }

  async #probed(first: readonly Offer[], count: number, except: Address): Promise<readonly Offer[]> {
    const { registry } = this.#options;
    const seen = new Set<AddressKey>();
    const living: Offer[] = [];
    const unknown: Offer[] = [];
    let drawn = first;
    for (let round = 1; ; round += 1) {
      const added = drawn.filter(({ address }) => !seen.has(keyOf(address)));
      const verdicts = await Promise.all(added.map(({ address }) => this.#verdict(address)));
      for (const [index, offer] of added.entries()) {
        seen.add(keyOf(offer.address));
        if (verdicts[index] === 'lives') living.push(offer);
        else if (verdicts[index] === 'unknown') unknown.push(offer);
      }
      if (living.length >= count || round >= ROUNDS || seen.size >= registry.size) break;
      drawn = registry.draw(count + seen.size, except);
    }
    return [...living, ...unknown].slice(0, count);
  }

  /** Probes some entries, those that do not answer go. @returns whether there is room now */
  makeRoom(): Promise<boolean> {
    this.#makingRoom ??= this.#tryToMakeRoom().finally(() => {
      this.#makingRoom = null;
    });
    return this.#makingRoom;
  }

  async #tryToMakeRoom(): Promise<boolean> {
    const { registry } = this.#options;
    const before = registry.size;
    const stale = registry.draw(SAMPLE, NOBODY).filter(({ address }) => !this.#isFresh(address));
    await Promise.all(stale.map(({ address }) => this.#verdict(address)));
    return registry.size < before;
  }

  /** @returns an entry that is not of this lab, of some that are drawn: the one that was silent for longest */
  external(): Address | undefined {
    const { registry } = this.#options;
    const age = ({ address }: Offer) => registry.factsOf(address)?.checkedAt ?? 0;
    const others = (offers: readonly Offer[]) =>
      offers
        .filter(({ address }) => registry.factsOf(address)?.own === false)
        .sort((one, two) => age(one) - age(two));
    return (others(registry.draw(SAMPLE, NOBODY))[0] ?? others(registry.list())[0])?.address;
  }

  #isFresh(address: Address): boolean {
    const { registry, settings, own } = this.#options;
    const silence = this.#options.runtime.now() - (registry.factsOf(address)?.checkedAt ?? 0);
    return silence < settings().silenceBeforeProbeS * 1_000 || own(address);
  }

  #verdict(address: Address): Promise<Verdict> | Verdict {
    if (this.#isFresh(address)) return 'lives';
    const key = keyOf(address);
    const before = this.#probing.get(key);
    if (before) return before;
    if (this.#probing.size >= MAX_PROBES) return 'unknown';
    const { requests, ways, runtime } = this.#options;
    const limit = timeLimit(runtime, PROBE_TIMEOUT_MS);
    const probing = probe(address, requests, ways, limit.signal).then((verdict) => {
      limit.cancel();
      this.#probing.delete(key);
      const facts = this.#options.registry.factsOf(address);
      if (verdict === 'ended') this.#options.remove(address);
      else if (verdict === 'lives' && facts) facts.checkedAt = this.#options.runtime.now();
      return verdict;
    });
    this.#probing.set(key, probing);
    return probing;
  }
}
