import type { PeerId } from '../../../shared/network/events';

/** Wrong files to which a holder may have contributed before it is excluded. */
const MAX_PENALTIES = 3;

/**
 * The trust in holders after wrong bytes. The digest of the file does not identify the wrong holder. So all holders are
 * used together at first, and after a wrong digest one at a time, in parts with a digest each; a wrong one is excluded.
 */
export class HolderTrust {
  readonly #contributors = new Set<PeerId>();
  readonly #wrong = new Map<PeerId, number>();
  #oneByOne = false;

  /** After a wrong digest: one holder at a time, in small parts. */
  get oneByOne(): boolean {
    return this.#oneByOne;
  }

  contributed(holder: PeerId): void {
    this.#contributors.add(holder);
  }

  /** @returns whether it may be used again */
  isTrusted(holder: PeerId): boolean {
    return (this.#wrong.get(holder) ?? 0) < MAX_PENALTIES;
  }

  /** @returns the usable holders, the most trusted first */
  order<T extends { readonly id: PeerId }>(holders: readonly T[]): T[] {
    const wrong = ({ id }: T) => this.#wrong.get(id) ?? 0;
    return holders.filter(({ id }) => this.isTrusted(id)).sort((one, other) => wrong(one) - wrong(other));
  }

  /** Excludes a holder from this download. */
  exclude(holder: PeerId): void {
    this.#wrong.set(holder, MAX_PENALTIES);
  }

  /** The digest of the file was wrong. @returns the holders that contributed bytes */
  penalize(): PeerId[] {
    const blamed = [...this.#contributors];
    const [alone] = blamed;
    if (blamed.length === 1 && alone !== undefined && this.#oneByOne) this.exclude(alone);
    else for (const holder of blamed) this.#wrong.set(holder, (this.#wrong.get(holder) ?? 0) + 1);
    this.#oneByOne = true;
    this.#contributors.clear();
    return blamed;
  }

  /** The user retries: these holders are trusted again. */
  reset(holders: readonly PeerId[]): void {
    for (const holder of holders) this.#wrong.delete(holder);
  }
}
