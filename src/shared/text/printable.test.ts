import { expect, test } from 'vitest';
import { printable, printableJson } from './printable';

/** Every character that reorders text: marks, embeddings, overrides and isolates. */
const BIDI = [0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069];

test('a hostile text is one visible line', () => {
  expect(printable('a\r\nb\u0000\u007f\u0085\u009b2J')).toBe('a␍␊b␀␡��2J');
  expect(printable('left \u202egnp.exe')).toBe('left �gnp.exe');
  expect(printable('two\u2028lines, no\u200bwidth\ufeff')).toBe('two�lines, no�width�');
});

test.each(BIDI.map((code) => [code.toString(16), String.fromCharCode(code)]))(
  'U+%s does not reorder a text',
  (_, character) => {
    expect(printable(`a${character}b`)).toBe('a�b');
  },
);

test('letters of any script stay as they are', () => {
  const text = 'Ünïcode 文件 שלום مرحبا ශ්\u200dරී 👩\u200d💻 a–b';
  expect(printable(text)).toBe(text);
});

test('JSON for a terminal holds none of them, and is the same value', () => {
  const value = { name: `\u009b2J${BIDI.map((code) => String.fromCharCode(code)).join('')}`, text: 'é\n' };
  const text = printableJson(value);
  expect(printable(text)).toBe(text);
  expect(JSON.parse(text)).toEqual(value);
});
