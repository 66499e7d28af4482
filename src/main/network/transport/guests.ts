import { isLoopback } from './source-limits';

/** How many connections each address holds at one endpoint, so that one stranger cannot take them all. */
export class Guests {
  readonly #held = new Map<string, number>();
  readonly #most: number;

  /** @param most connections from one address; this machine's own are not limited */
  constructor(most: number) {
    this.#most = most;
  }

  /** @returns whether one more may come; who is let in is to be reported when it {@link leaves} */
  admits(ip: string): boolean {
    if (isLoopback(ip)) return true;
    const held = this.#held.get(ip) ?? 0;
    if (held >= this.#most) return false;
    this.#held.set(ip, held + 1);
    return true;
  }

  leaves(ip: string): void {
    const held = this.#held.get(ip);
    if (held === undefined) return;
    if (held > 1) this.#held.set(ip, held - 1);
    else this.#held.delete(ip);
  }
}
