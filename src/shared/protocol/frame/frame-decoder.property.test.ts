import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { parseFrame } from '../codec/parse';
import { encodeFrame } from './encode-frame';
import { FrameDecoder, readDatagram } from './frame-decoder';
import { MAX_FRAME_BYTES } from './limits';
import type { FrameResult } from './read-frame';

const encoder = new TextEncoder();

/** Any one line of text; the prefix and the verbs of the protocol are mixed in, to lead the decoder astray. */
const body = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('0012 UNROK 0', '0009 ', 'PING', ' ', '5001', '"'),
    ),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((parts) => parts.join('').replace(/[\r\n\0]/g, ''))
  .filter((text) => text !== '');

/** A body as senders send it, whatever they do to its length. */
const message = fc.constantFrom(
  'REG 129.82.123.45 5001 1234abcd',
  'JOIN 10.0.0.2 5001',
  'UNROK 9999',
  'SER 10.0.0.2 5001 "Amélie 愛" 2',
  'SEROK 2 10.0.0.2 5001 1 Twilight "Windows 8"',
  'PING',
);

/** Where to cut some bytes, as shares of the whole. */
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });

function split(bytes: Uint8Array, at: readonly number[]): Uint8Array[] {
  const places = [0, ...at.map((share) => Math.round(share * bytes.length)), bytes.length].sort(
    (a, b) => a - b,
  );
  return places.slice(1).map((end, index) => bytes.slice(places[index], end));
}

function decode(chunks: readonly Uint8Array[]): FrameResult[] {
  const decoder = new FrameDecoder();
  return [...chunks.flatMap((chunk) => decoder.push(chunk)), ...decoder.end()];
}

/**
 * A wrong length cannot be told from a right one if it ends before something like a prefix: a port with a
 * blank behind it, or digits that may be the beginning of one.
 */
function looksLikePrefix(beyond: string): boolean {
  return /^(\d{4} |0\d{1,3}$)/.test(beyond);
}

/** What has to be the same however a frame was cut: a line end that comes late is not noted any more. */
function essence(results: readonly FrameResult[]): unknown[] {
  return results.map((result) =>
    result.ok
      ? [
          result.frame.body,
          result.frame.declared,
          result.frame.deviations.filter(({ name }) => name !== 'trailing-newline'),
        ]
      : result.error.code,
  );
}

describe('exact frames', () => {
  test.prop([fc.array(body, { maxLength: 8 }), cuts])('read the same however they are cut', (bodies, at) => {
    const bytes = encoder.encode(bodies.map(encodeFrame).join(''));
    const results = decode(split(bytes, at));
    expect(results.map((result) => result.ok && result.frame.body)).toEqual(bodies);
    expect(results.every((result) => result.ok && result.frame.deviations.length === 0)).toBe(true);
    expect(decode([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(results);
  });

  test.prop([fc.array(message, { minLength: 1 }), cuts])('do not wait for a silence', (bodies, at) => {
    const decoder = new FrameDecoder();
    const chunks = split(encoder.encode(bodies.map(encodeFrame).join('')), at);
    expect(chunks.flatMap((chunk) => decoder.push(chunk))).toHaveLength(bodies.length);
    expect(decoder.pending).toBe(0);
  });

  test.prop([body])('are the same in a datagram', (text) => {
    const bytes = encoder.encode(encodeFrame(text));
    expect([readDatagram(bytes)]).toEqual(decode([bytes]));
  });
});

describe('inexact frames', () => {
  const tooLarge = fc
    .tuple(message, fc.integer({ min: 1, max: 900 }))
    .map(([text, by]) => `${encodeFrame(text + 'x'.repeat(by)).slice(0, 4)} ${text}`);
  const bare = message;
  const withLine = fc
    .tuple(message, fc.constantFrom('\n', '\r\n'), fc.boolean())
    .map(([text, end, counted]) => {
      return counted ? encodeFrame(text + end) : encodeFrame(text) + end;
    });
  const bareLine = message.map((text) => `${text}\n`);

  test.prop([fc.array(fc.tuple(fc.oneof(tooLarge, bare, withLine, bareLine), cuts), { maxLength: 6 })])(
    'read the same however they are cut, if silences keep them apart',
    (frames) => {
      const read = (cut: boolean) => {
        const decoder = new FrameDecoder();
        return frames.flatMap(([text, at]) => [
          ...split(encoder.encode(text), cut ? at : []).flatMap((chunk) => decoder.push(chunk)),
          ...decoder.silence(),
        ]);
      };
      expect(essence(read(true))).toEqual(essence(read(false)));
      expect(read(true)).toHaveLength(frames.length);
    },
  );

  test.prop([fc.array(fc.oneof(tooLarge, bare), { minLength: 1, maxLength: 6 }), cuts])(
    'read the same however they are cut, if lines keep them apart',
    (frames, at) => {
      const bytes = encoder.encode(frames.map((frame) => `${frame}\n`).join(''));
      const results = decode(split(bytes, at));
      expect(essence(results)).toEqual(essence(decode([bytes])));
      expect(results).toHaveLength(frames.length);
    },
  );

  test.prop([message, fc.integer({ min: -40, max: 900 }), fc.boolean()])(
    'give their message whatever the length says, if they come whole',
    (text, off, silent) => {
      fc.pre(off >= 0 || !looksLikePrefix(text.slice(off)));
      const bytes = encoder.encode(text);
      const declared = Math.max(0, bytes.length + 5 + off);
      const frame = encoder.encode(`${String(declared).padStart(4, '0')} ${text}`);
      const decoder = new FrameDecoder();
      const results = [...decoder.push(frame), ...(silent ? decoder.silence() : decoder.end())];
      expect(results.map((result) => result.ok && result.frame.body)).toEqual([text]);
      expect(decoder.pending).toBe(0);
    },
  );

  test.prop([message, message, fc.integer({ min: -40, max: 900 })])(
    'let an exact frame behind them be read',
    (text, next, off) => {
      const declared = Math.max(0, encoder.encode(text).length + 5 + off);
      const both = encoder.encode(`${String(declared).padStart(4, '0')} ${text}${encodeFrame(next)}`);
      const beyond = new TextDecoder().decode(both.subarray(declared));
      fc.pre(off === 0 || (beyond !== '' && !looksLikePrefix(beyond)));
      expect(decode([both]).at(-1)).toMatchObject({ ok: true, frame: { body: next, deviations: [] } });
    },
  );
});

describe('noise', () => {
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc
      .string({
        unit: fc.constantFrom('0', '1', '9', ' ', 'P', 'I', 'N', 'G', '\n', '"', '\0', 'é'),
        maxLength: 200,
      })
      .map((text) => encoder.encode(text)),
    fc.tuple(message, fc.nat(), fc.integer({ min: 0, max: 255 })).map(([text, at, byte]) => {
      const mutated = encoder.encode(encodeFrame(text));
      mutated[at % mutated.length] = byte;
      return mutated;
    }),
  );

  test.prop([fc.array(fc.oneof(noise, fc.constant(null)), { maxLength: 40 })])(
    'never throws, is never kept beyond a frame, and loses no byte',
    (chunks) => {
      const decoder = new FrameDecoder();
      let given = 0;
      let taken = 0;
      for (const chunk of [...chunks, null, null]) {
        const results = chunk === null ? decoder.silence() : decoder.push(chunk);
        given += chunk?.length ?? 0;
        for (const result of results) {
          taken += result.ok ? result.frame.bytes : result.bytes;
          if (result.ok) parseFrame(result.frame);
        }
        expect(decoder.pending).toBeLessThan(MAX_FRAME_BYTES + 40);
      }
      expect(decoder.pending).toBe(0);
      // Only line ends that stand alone may go without a result.
      const ends = chunks
        .flatMap((chunk) => [...(chunk ?? [])])
        .filter((byte) => [0, 10, 13].includes(byte)).length;
      expect(taken).toBeGreaterThanOrEqual(given - ends);
      expect(taken).toBeLessThanOrEqual(given);
    },
  );

  test.prop([noise])('never throws in a datagram', (bytes) => {
    const result = readDatagram(bytes);
    if (result.ok) parseFrame(result.frame);
  });

  test.prop([noise])('does not outlast a silence and an exact frame', (bytes) => {
    const decoder = new FrameDecoder();
    decoder.push(bytes);
    decoder.silence();
    decoder.silence();
    expect(decoder.push(encoder.encode('0009 PING'))).toMatchObject([
      { frame: { body: 'PING', deviations: [] } },
    ]);
  });
});
