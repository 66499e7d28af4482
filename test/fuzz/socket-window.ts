/** Bytes of the head: how many inputs have been shown, and how many bytes the present one has. */
const HEAD = 8;
const ROOM = 16_000;

/** Shows the input that is being tried to another thread, which can see it even if it is never finished. */
export class Window {
  readonly #head: Int32Array;
  readonly #bytes: Uint8Array;

  constructor(shared: SharedArrayBuffer) {
    this.#head = new Int32Array(shared, 0, 2);
    this.#bytes = new Uint8Array(shared, HEAD);
  }

  static make(): SharedArrayBuffer {
    return new SharedArrayBuffer(HEAD + ROOM);
  }

  /** How many inputs have been shown so far. */
  get count(): number {
    return Atomics.load(this.#head, 0);
  }

  show(bytes: Uint8Array): void {
    this.#bytes.set(bytes.subarray(0, ROOM));
    this.#head[1] = Math.min(bytes.length, ROOM);
    Atomics.add(this.#head, 0, 1);
  }

  see(): Uint8Array {
    return Uint8Array.from(this.#bytes.subarray(0, this.#head[1]));
  }
}
