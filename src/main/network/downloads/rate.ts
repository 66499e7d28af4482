/** Length of the window in milliseconds. */
const WINDOW_MS = 3_000;
/** Bytes of a tenth of a second are added up, so that a fast download keeps few entries. */
const GRAIN_MS = 100;

/** The rate of incoming bytes over the last seconds. */
export class Rate {
  readonly #grains: { at: number; bytes: number }[] = [];

  /** @param now milliseconds on a steady clock */
  add(bytes: number, now: number): void {
    const last = this.#grains.at(-1);
    if (last && now - last.at < GRAIN_MS) last.bytes += bytes;
    else this.#grains.push({ at: now, bytes });
    this.#forget(now);
  }

  /** @returns bytes a second */
  at(now: number): number {
    this.#forget(now);
    const [first] = this.#grains;
    if (!first) return 0;
    const bytes = this.#grains.reduce((sum, grain) => sum + grain.bytes, 0);
    return (bytes * 1_000) / Math.max(GRAIN_MS, now - first.at);
  }

  #forget(now: number): void {
    while ((this.#grains[0]?.at ?? now) < now - WINDOW_MS) this.#grains.shift();
  }
}
