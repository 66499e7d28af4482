import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { alternatives, foldedKey, safeFileName } from './safe-name';

const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

function expectSafe(safe: string): void {
  expect(safe).not.toMatch(/[/\\:*?"<>|\p{Cc}]/u);
  expect(safe).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200E\u200F]/);
  expect(safe).not.toMatch(/^[. ]|[. ]$|^$/);
  expect(safe).not.toMatch(/%[0-9a-f]{2}/i);
  expect(safe).not.toMatch(DEVICE);
  expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(240);
}

test.each(['Happy Feet', 'Microsoft Office 2010', 'a.tar.gz', '100% Wolf', 'Ünïcödé', '日本語.txt', 'ක්‍රියා'])(
  '%s is safe, and stays as it is',
  (name) => expect(safeFileName(name)).toBe(name),
);

test.each([
  ['..'],
  ['.'],
  ['../../etc/passwd'],
  ['..\\..\\x'],
  ['/etc/passwd'],
  ['C:\\Windows\\x'],
  ['C:x'],
  ['a\0b'],
  ['%2e%2e'],
  ['%2e%2e%2fetc'],
  ['CON'],
  ['nul.txt'],
  ['COM1'],
  ['LPT9.log'],
  ['aux .txt'],
  ['CONOUT$'],
  ['x'.repeat(300)],
  ['\u{1F600}'.repeat(100)],
  ['abc\u202Etxt.exe'],
  ['a\nb'],
  ['a\u2028b'],
  ['.hidden'],
  ['trailing.'],
  ['trailing '],
  [' leading'],
  ['a:b'],
  ['a|b'],
  ['"'],
  ['<b>'],
  [''],
  ['e\u0301'],
  ['a\u00A0b'],
  ['\uFEFF'],
])('%j is made safe, and its own', (name) => {
  const safe = safeFileName(name);
  expect(safe).not.toBe(name);
  expectSafe(safe);
});

test('a name that looks like one that was made safe is not taken for it', () => {
  const safe = safeFileName('../x');
  expect(safeFileName(safe)).not.toBe(safe);
  expectSafe(safeFileName(safe));
});

const nasty = fc
  .array(
    fc.constantFrom(
      '.',
      '/',
      '\\',
      ' ',
      '%',
      '2',
      'e',
      'a',
      'A',
      '\0',
      '\u202E',
      '~',
      '_',
      'ß',
      'e\u0301',
      'é',
      'CON',
      'x'.repeat(90),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));

property.prop(
  [fc.oneof(nasty, fc.string({ unit: 'binary' })), fc.oneof(nasty, fc.string({ unit: 'binary' }))],
  { numRuns: 3_000 },
)('every name becomes a safe one, and no two become one', (one, other) => {
  expectSafe(safeFileName(one));
  const [first, second] = [one.toString(), other.toString()].map((text) => Buffer.from(text).toString());
  if (first !== second) expect(safeFileName(one)).not.toBe(safeFileName(other));
});

test('names that a disk may take for one have one key', () => {
  for (const [one, other] of [
    ['A.txt', 'a.TXT'],
    ['é', 'e\u0301'],
    ['STRASSE', 'straße'],
  ] as const) {
    expect(foldedKey(one)).toBe(foldedKey(other));
  }
  expect(foldedKey('a')).not.toBe(foldedKey('b'));
});

test('alternatives keep the extension', () => {
  const [first, second, third] = alternatives('a.txt');
  expect([first, second, third]).toEqual(['a.txt', 'a (2).txt', 'a (3).txt']);
});
