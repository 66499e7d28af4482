import { createCipheriv, createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { digestOf } from './digests';
import type { FileSource, Span } from './file-source';

/** Bytes of the smallest and of the largest file that is made up for a name. */
export const MIN_BYTES = 2_000_000;
export const MAX_BYTES = 10_000_000;

const CHUNK_BYTES = 256 * 1024;
/** Bytes of an AES block. */
const BLOCK_BYTES = 16;

/**
 * Content for a name that stands for no real file: the keystream of AES-256 in counter mode under a key made of the
 * name. It is the same wherever the name is, looks random, and any part of it can be had without what goes before
 * (NIST SP 800-38A, 6.5). Nothing is stored.
 *
 * @param bytes the size; default: 2 to 10 MB, by the name
 */
export function generatedFile(name: string, bytes = sizeFor(name)): FileSource {
  const read = (span: Span) => Readable.from(keystream(keyFor(name), span), { objectMode: false });
  return {
    name,
    bytes,
    open: async () => ({
      bytes,
      digest: () => digestOf(`generated ${bytes} ${name}`, () => read({ start: 0, end: bytes })),
      read,
      close: async () => undefined,
    }),
  };
}

function keyFor(name: string): Buffer {
  return createHash('sha256').update(name, 'utf8').digest();
}

function sizeFor(name: string): number {
  const drawn = createHash('sha256').update('size of ').update(name, 'utf8').digest().readUInt32BE();
  return MIN_BYTES + (drawn % (MAX_BYTES - MIN_BYTES + 1));
}

function* keystream(key: Buffer, { start, end }: Span): Generator<Buffer> {
  const counter = Buffer.alloc(BLOCK_BYTES);
  counter.writeBigUInt64BE(BigInt(Math.floor(start / BLOCK_BYTES)), BLOCK_BYTES / 2);
  const cipher = createCipheriv('aes-256-ctr', key, counter);
  cipher.update(Buffer.alloc(start % BLOCK_BYTES));
  const zeros = Buffer.alloc(CHUNK_BYTES);
  for (let left = end - start; left > 0; left -= CHUNK_BYTES) yield cipher.update(zeros.subarray(0, left));
}
