import type { PeerId } from '../../../shared/network/events';

/** Wrong files that a holder may have had a part in before it is out. */
const MAX_PENALTIES = 3;

/**
 * Who may have sent wrong bytes. The digest of the whole says only that somebody did. So holders are asked together
 * at first, and after a wrong digest one at a time, in parts that have a digest each; who is wrong alone is out.
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

  /** @returns whether it may be asked again */
  isTrusted(holder: PeerId): boolean {
    return (this.#wrong.get(holder) ?? 0) < MAX_PENALTIES;
  }

  /** @returns those that may be asked, the least suspicious first */
  order<T extends { readonly id: PeerId }>(holders: readonly T[]): T[] {
    const wrong = ({ id }: T) => this.#wrong.get(id) ?? 0;
    return holders.filter(({ id }) => this.isTrusted(id)).sort((one, other) => wrong(one) - wrong(other));
  }

  /** Never again in this download. */
  exclude(holder: PeerId): void {
    this.#wrong.set(holder, MAX_PENALTIES);
  }

  /** The digest of the whole was wrong. @returns whose bytes it was made of */
  penalize(): PeerId[] {
    const blamed = [...this.#contributors];
    const [alone] = blamed;
    if (blamed.length === 1 && alone !== undefined && this.#oneByOne) this.exclude(alone);
    else for (const holder of blamed) this.#wrong.set(holder, (this.#wrong.get(holder) ?? 0) + 1);
    this.#oneByOne = true;
    this.#contributors.clear();
    return blamed;
  }

  /** The user asks again by hand: these get another chance. */
  reset(holders: readonly PeerId[]): void {
    for (const holder of holders) this.#wrong.delete(holder);
  }
}
