import { describe, expect, it } from 'vitest';
import { formatFrame } from './codec/format';
import { parseFrame } from './codec/parse';
import { DEVIATIONS } from './deviation';
import { explainMessage } from './explain';
import { FrameDecoder, readDatagram } from './frame/frame-decoder';
import type { FrameResult } from './frame/read-frame';
import type { Message } from './message';
import { VERB_NAMES, VERBS } from './verbs';

// A specifier that is not a literal: the two type checks (with Node, with a page) know no common way to read a file.
const where: string = '../../../PROTOCOL.md?raw';
const { default: page } = (await import(where)) as { default: string };

/** The lines of a fenced block, each split at the arrow into bytes and meaning. */
function vectors(block: string): [frame: string, bytes: Uint8Array, meaning: string][] {
  const text = page.split(`\`\`\`${block}\n`)[1]?.split('```')[0] ?? '';
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [frame = '', meaning = ''] = line.split(' → ');
      return [frame, bytesOf(frame), meaning];
    });
}

function bytesOf(written: string): Uint8Array {
  const encoder = new TextEncoder();
  const escapes: Record<string, number> = { '\\n': 10, '\\r': 13, '\\0': 0 };
  const parts = written.split(/(\\[nr0]|\\x[0-9a-f]{2})/).map((part, index) => {
    if (index % 2 === 0) return encoder.encode(part);
    return Uint8Array.of(escapes[part] ?? Number.parseInt(part.slice(2), 16));
  });
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** Reads one frame both ways: as a datagram, and byte by byte from a stream that then ends. */
function readings(bytes: Uint8Array): FrameResult[] {
  const decoder = new FrameDecoder();
  return [readDatagram(bytes), ...decoder.push(bytes), ...decoder.end()];
}

describe('the golden vectors of PROTOCOL.md', () => {
  it('are there', () => {
    expect(vectors('exact').length).toBeGreaterThan(30);
    expect(vectors('inexact').length).toBeGreaterThan(25);
    expect(vectors('unreadable').length).toBeGreaterThan(5);
  });

  it.each(vectors('exact'))('exact: %s', (frame, bytes, meaning) => {
    const message = JSON.parse(meaning) as Message;
    expect(formatFrame(message)).toBe(frame);
    const found = readings(bytes);
    expect(found).toHaveLength(2);
    for (const result of found) {
      if (!result.ok) throw new Error(result.error.sentence);
      expect(parseFrame(result.frame)).toEqual({ ok: true, message, deviations: [] });
    }
  });

  it.each(vectors('inexact'))('inexact: %s', (_frame, bytes, meaning) => {
    const end = meaning.lastIndexOf('}') + 1;
    const message = JSON.parse(meaning.slice(0, end)) as Message;
    const deviations = meaning.slice(end).trim().split(' ');
    const found = readings(bytes);
    expect(found).toHaveLength(2);
    for (const result of found) {
      if (!result.ok) throw new Error(result.error.sentence);
      const parsed = parseFrame(result.frame);
      if (!parsed.ok) throw new Error(parsed.error.sentence);
      expect(parsed.message).toEqual(message);
      expect(parsed.deviations.map(({ name }) => name)).toEqual(deviations);
    }
  });

  it.each(vectors('unreadable'))('unreadable: %s', (_frame, bytes, meaning) => {
    for (const result of readings(bytes)) {
      expect(result.ok ? parseFrame(result.frame) : result).toMatchObject({
        ok: false,
        error: { code: meaning },
      });
    }
  });
});

describe('PROTOCOL.md', () => {
  it('lists every deviation, once, in order', () => {
    const section = page.split('\n## Deviations\n')[1]?.split('\n## ')[0] ?? '';
    const listed = [...section.matchAll(/^\| `([a-z0-9-]+)` +\|/gm)].map(([, name]) => name);
    expect(listed).toEqual(DEVIATIONS);
  });

  it.each(VERB_NAMES)('has a row for %s with its fields, golden vectors, and an explanation', (verb) => {
    const tables = page.split('\n').filter((line) => line.startsWith('|'));
    const pattern = VERBS[verb].shape.split(',')[0]?.replace(/ (code|names)$/, '') ?? '';
    expect(tables.some((row) => row.includes(`\`${pattern}`))).toBe(true);

    const messages = vectors('exact')
      .map(([, , meaning]) => JSON.parse(meaning) as Message)
      .filter((message) => message.verb === verb);
    expect(messages).not.toEqual([]);
    const options = {
      nameOf: (address: string) => `peer at ${address}`,
      codes: 'exact' as const,
      list: (items: readonly string[]) => items.join(', '),
      quote: (text: string) => `"${text}"`,
    };
    for (const message of messages) {
      expect(explainMessage(message, options)).toMatch(/^[a-z].*[^.]$/);
    }
  });

  it('lists every error code of the table, and no other', () => {
    const section = page.split('\n## Codes\n')[1]?.split('\n## ')[0] ?? '';
    const listed = [...section.matchAll(/^\| `([A-Z]+)` +\|(.*)\|$/gm)].map(([, verb, cells = '']) => {
      const filled = cells.split('|').map((cell) => cell.trim() !== '');
      return [verb, [0, 9996, 9997, 9998, 9999].filter((_, column) => filled[column])];
    });
    expect(listed.length).toBeGreaterThan(4);
    const known = VERB_NAMES.filter((verb) => Object.keys(VERBS[verb].codes ?? {}).length > 1);
    for (const [verb, codes] of listed) {
      const entry = VERBS[verb as (typeof known)[number]];
      const own = Object.keys(entry.codes ?? {}).map(Number);
      expect(codes).toEqual(entry.count && !own.includes(0) ? [0, ...own] : own);
    }
    expect(listed.map(([verb]) => verb)).toEqual(expect.arrayContaining([...known]));
  });

  it('counts right in its conversation', () => {
    const section = page.split('\n## A conversation\n')[1]?.split('\n## ')[0] ?? '';
    const frames = [...section.matchAll(/^ {4}\w+ +→ \w+ +(\d{4} .*?)(?: {5}.*)?$/gm)].map(
      ([, frame]) => frame ?? '',
    );
    expect(frames).toHaveLength(7);
    for (const frame of frames) {
      const result = readDatagram(bytesOf(frame));
      expect(result.ok && parseFrame(result.frame), frame).toMatchObject({ ok: true, deviations: [] });
    }
  });
});
