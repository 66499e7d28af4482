import { expect, test } from 'vitest';
import { csv } from './csv';

test('quotes what would break a line, and leaves absent values out', () => {
  expect(
    csv(
      ['a', 'b'],
      [
        ['one, "two"', 1.5],
        ['three\nfour', null],
      ],
    ),
  ).toBe('a,b\r\n"one, ""two""",1.5\r\n"three\nfour",\r\n');
});

test('lets no file name become a formula of a spreadsheet', () => {
  expect(csv(['q'], [['=HYPERLINK("http://x")'], ['+1'], ['-1'], ['@a'], [-1]])).toBe(
    'q\r\n"\'=HYPERLINK(""http://x"")"\r\n\'+1\r\n\'-1\r\n\'@a\r\n-1\r\n',
  );
});
