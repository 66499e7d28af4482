import { type Address, type AddressKey, keyOf } from '../../../shared/protocol/address';

/**
 * Which endpoint of this process dialled from which ephemeral port. A PING names nobody; this is how the
 * answering side can still show who asked, when the asking side is one of ours.
 */
export class DialledLines {
  readonly #identities = new Map<AddressKey, Address>();

  /** @returns a function that forgets it again */
  note(local: Address, identity: Address): () => void {
    const key = keyOf(local);
    this.#identities.set(key, identity);
    return () => this.#identities.delete(key);
  }

  /** @returns the identity behind a remote address, or the address itself when it is not one of ours */
  whoDialled(remote: Address): Address {
    return this.#identities.get(keyOf(remote)) ?? remote;
  }
}
