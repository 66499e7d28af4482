import { type Address, type AddressKey, keyOf } from '../../../shared/protocol/address';

/** Addresses remembered that have sent something, and those that have not. */
const MAX_REMEMBERED = 10_000;
/** All unknown addresses together are answered so many times as often as one of them. */
const TOGETHER = 8;
/** Seconds of answers that may go out at once after a quiet time. */
const AT_ONCE = 4;

interface Bucket {
  left: number;
  at: number;
}

/**
 * Bounds the answers that all peers of this process send to an address from which nobody has spoken to any of them. A
 * SER can name any address as its asker, and every holder answers to that.
 */
export class ReplyRateLimiter {
  readonly #aSecond: () => number;
  readonly #spoken = new Set<AddressKey>();
  readonly #buckets = new Map<AddressKey, Bucket>();
  #together: Bucket | null = null;

  /** @param aSecond answers to one address for long; read for each */
  constructor(aSecond: () => number) {
    this.#aSecond = aSecond;
  }

  /** Notes that somebody speaks from this address. */
  note(address: Address): void {
    const key = keyOf(address);
    this.#spoken.delete(key);
    this.#spoken.add(key);
    const [oldest] = this.#spoken;
    if (oldest !== undefined && this.#spoken.size > MAX_REMEMBERED) this.#spoken.delete(oldest);
  }

  /** @param now milliseconds on a steady clock. @returns whether one more answer may go to it */
  allows(address: Address, now: number): boolean {
    const key = keyOf(address);
    if (this.#spoken.has(key)) return true;
    const aSecond = this.#aSecond();
    this.#together ??= { left: TOGETHER * aSecond * AT_ONCE, at: now };
    const bucket = this.#buckets.get(key) ?? { left: aSecond * AT_ONCE, at: now };
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined && this.#buckets.size > MAX_REMEMBERED) this.#buckets.delete(oldest);
    fill(bucket, aSecond, now);
    fill(this.#together, TOGETHER * aSecond, now);
    if (bucket.left < 1 || this.#together.left < 1) return false;
    bucket.left -= 1;
    this.#together.left -= 1;
    return true;
  }
}

function fill(bucket: Bucket, aSecond: number, now: number): void {
  bucket.left = Math.min(aSecond * AT_ONCE, bucket.left + ((now - bucket.at) * aSecond) / 1_000);
  bucket.at = now;
}
