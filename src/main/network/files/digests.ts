import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';

/** Digests remembered; the least recently used goes first. */
const MAX_REMEMBERED = 10_000;
/** Files hashed at once. More gain nothing on one thread, and read more of the disk at a time. */
const MAX_CONCURRENT = 2;

const remembered = new Map<string, Promise<string>>();
const waiting: (() => void)[] = [];
let running = 0;

/**
 * The SHA-256 of some content, computed once for all peers of this process and then remembered.
 *
 * @param key names the content: another content has another key
 * @param read streams it
 * @returns the digest in hex; a failure is not remembered. @throws what reading throws
 */
export function digestOf(key: string, read: () => Readable): Promise<string> {
  const known = remembered.get(key);
  remembered.delete(key);
  const digest = known ?? inTurn(() => sha256(read()));
  remembered.set(key, digest);
  if (!known) {
    digest.catch(() => remembered.delete(key));
    const oldest = remembered.keys().next();
    if (remembered.size > MAX_REMEMBERED && !oldest.done) remembered.delete(oldest.value);
  }
  return digest;
}

/** @returns the SHA-256 of everything that the stream gives, in hex */
export async function sha256(stream: Readable): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of stream) hash.update(chunk);
  return hash.digest('hex');
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= MAX_CONCURRENT) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}
