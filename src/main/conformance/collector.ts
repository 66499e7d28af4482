import { FrameDecoder } from '../../shared/protocol/frame/frame-decoder';
import type { FrameResult } from '../../shared/protocol/frame/read-frame';

/** A frame with the bytes that it was decoded from. */
export interface Piece {
  readonly bytes: Uint8Array;
  readonly result: FrameResult;
}

/** Finds the frames in a stream as the network does, and keeps their bytes: a decoder returns only text. */
export class Collector {
  readonly #decoder = new FrameDecoder();
  #raw = Buffer.alloc(0);

  get pending(): number {
    return this.#decoder.pending;
  }

  push(chunk: Uint8Array): Piece[] {
    this.#raw = Buffer.concat([this.#raw, chunk]);
    return this.#take(this.#decoder.push(chunk));
  }

  /** See {@link FrameDecoder.silence}. */
  silence(): Piece[] {
    return this.#take(this.#decoder.silence());
  }

  end(): Piece[] {
    return this.#take(this.#decoder.end());
  }

  #take(results: readonly FrameResult[]): Piece[] {
    return results.map((result) => {
      const size = result.ok ? result.frame.bytes : result.bytes;
      // Everything that the decoder holds or dropped precedes this frame; line ends between frames were dropped.
      const first = this.#raw.findIndex((byte) => byte !== 0x0a && byte !== 0x0d && byte !== 0);
      const start = this.#raw.length - first < size ? 0 : Math.max(first, 0);
      const bytes = this.#raw.subarray(start, start + size);
      this.#raw = this.#raw.subarray(start + size);
      return { bytes, result };
    });
  }
}
