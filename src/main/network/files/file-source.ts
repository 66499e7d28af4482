import type { Readable } from 'node:stream';

/** Bytes `start` up to, and not including, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One file as it was when it was opened: its size and its bytes belong together. */
export interface OpenFile {
  readonly bytes: number;
  /** Milliseconds since 1970 (UTC); absent for content that was never written. */
  readonly modified?: number;
  /** @returns the SHA-256 of the whole, in hex; computed once, then remembered */
  digest(): Promise<string>;
  /** Streams a part, never more than a chunk or two at once in memory. Destroying the stream ends the reading. */
  read(span: Span): Readable;
  /** Gives back what opening took. Idempotent; a stream that is still read goes on. */
  close(): Promise<void>;
}

/** Where the bytes of a shared name come from. */
export interface FileSource {
  readonly name: string;
  readonly bytes: number;
  /** @throws NodeJS.ErrnoException where the file is gone, or is no longer one that may be shared */
  open(): Promise<OpenFile>;
}
