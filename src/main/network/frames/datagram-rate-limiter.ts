/** Seconds of datagrams that one source may send at once after a quiet time. */
const AT_ONCE_S = 2;
/** Sources remembered; a forger with many addresses must not fill the memory. */
const MAX_SOURCES = 10_000;

interface Bucket {
  tokens: number;
  at: number;
}

/** @returns whether only this machine can have sent it: a lab on loopback is not held back */
export function isLoopback(ip: string): boolean {
  return ip.startsWith('127.') || ip === '::1' || ip.startsWith('::ffff:127.');
}

/** @returns an IPv4 address that came in on an IPv6 socket as itself, any other in lower case */
export function plainIp(ip: string): string {
  return ip.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '');
}

/**
 * How much each source may still send (a token bucket for each ip). Datagrams are answered to whoever they seem to
 * come from, so a server that answers without limit can be aimed at somebody.
 */
export class DatagramRateLimiter {
  readonly #buckets = new Map<string, Bucket>();
  readonly #aSecond: () => number;
  readonly #isOwnAddress: (ip: string) => boolean;

  /**
   * @param aSecond datagrams a second that one source may send for long; read for each
   * @param isOwnAddress whose datagrams are not limited: only this machine can have sent them
   */
  constructor(aSecond: () => number, isOwnAddress: (ip: string) => boolean = isLoopback) {
    this.#aSecond = aSecond;
    this.#isOwnAddress = isOwnAddress;
  }

  /** @param now milliseconds on a steady clock. @returns whether it may pass */
  allows(ip: string, now: number): boolean {
    if (this.#isOwnAddress(ip)) return true;
    const aSecond = this.#aSecond();
    const atOnce = AT_ONCE_S * aSecond;
    const bucket = this.#bucketOf(ip, now, atOnce);
    bucket.tokens = Math.min(atOnce, bucket.tokens + ((now - bucket.at) * aSecond) / 1_000);
    bucket.at = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  #bucketOf(ip: string, now: number, tokens: number): Bucket {
    const known = this.#buckets.get(ip);
    if (known) return known;
    const oldest = this.#buckets.keys().next();
    if (this.#buckets.size >= MAX_SOURCES && !oldest.done) this.#buckets.delete(oldest.value);
    const bucket: Bucket = { tokens, at: now };
    this.#buckets.set(ip, bucket);
    return bucket;
  }
}
