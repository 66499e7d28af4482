/** Octets of the head: how many inputs have been shown, and how many octets the present one has. */
const HEAD = 8;
const ROOM = 16_000;

/** Shows the input that is being tried to another thread, which can see it even if it is never finished. */
export class Window {
  readonly #head: Int32Array;
  readonly #octets: Uint8Array;

  constructor(shared: SharedArrayBuffer) {
    this.#head = new Int32Array(shared, 0, 2);
    this.#octets = new Uint8Array(shared, HEAD);
  }

  static make(): SharedArrayBuffer {
    return new SharedArrayBuffer(HEAD + ROOM);
  }

  /** How many inputs have been shown so far. */
  get count(): number {
    return Atomics.load(this.#head, 0);
  }

  show(octets: Uint8Array): void {
    this.#octets.set(octets.subarray(0, ROOM));
    this.#head[1] = Math.min(octets.length, ROOM);
    Atomics.add(this.#head, 0, 1);
  }

  see(): Uint8Array {
    return Uint8Array.from(this.#octets.subarray(0, this.#head[1]));
  }
}
