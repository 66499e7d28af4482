import { type Address, type AddressKey, keyOf } from '../../../shared/protocol/address';

/**
 * Milliseconds for which a line that was closed is still known: what was said on it may not have been read yet. The
 * system gives its port to nobody else meanwhile (TIME-WAIT, RFC 9293, section 3.3.2).
 */
const REMEMBERED = 2_000;

interface Line {
  readonly key: AddressKey;
  readonly identity: Address;
}

/**
 * Which endpoint of this process dialled from which ephemeral port. A PING names nobody; this is how the
 * answering side can still show who asked, when the asking side is one of ours.
 */
export class DialledLines {
  readonly #lines = new Map<AddressKey, Line>();
  /** Lines that were closed, oldest first. */
  readonly #closed: { readonly line: Line; readonly at: number }[] = [];

  /** @returns a function to be called when the line is closed */
  note(local: Address, identity: Address): () => void {
    this.#forget(performance.now());
    const line: Line = { key: keyOf(local), identity };
    this.#lines.set(line.key, line);
    return () => {
      this.#closed.push({ line, at: performance.now() });
    };
  }

  /** @returns the identity behind a remote address, or the address itself when it is not one of ours */
  whoDialled(remote: Address): Address {
    return this.#lines.get(keyOf(remote))?.identity ?? remote;
  }

  #forget(now: number): void {
    let gone = 0;
    for (const { line, at } of this.#closed) {
      if (now - at < REMEMBERED) break;
      gone += 1;
      // The port may have been dialled from again since.
      if (this.#lines.get(line.key) === line) this.#lines.delete(line.key);
    }
    if (gone > 0) this.#closed.splice(0, gone);
  }
}
