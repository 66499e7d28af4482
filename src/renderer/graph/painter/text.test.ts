import { expect, test } from 'vitest';
import { printable } from './text';

test('a label of the canvas does not reorder, and is cut to its length', () => {
  expect(printable('Node\u202e1\u2066\u200f', 20)).toBe('Node�1��');
  expect(printable('x'.repeat(100), 5)).toBe('xxxx…');
  expect(printable('😀😀😀😀', 3)).toBe('😀😀…');
});
