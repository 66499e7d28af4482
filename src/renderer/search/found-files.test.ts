import { expect, test } from 'vitest';
import { foundIn } from './found-files';

test('a line for each file of each holder; the first of a name has all its holders', () => {
  const found = foundIn([
    { seq: 1, holder: 'a:1', files: ['Glee', 'Twilight'], hops: 0, latencyMs: 3 },
    { seq: 1, holder: 'b:1', files: ['Glee'], hops: 1, latencyMs: 5 },
    // A holder that answers a second ring tells of the same file again.
    { seq: 1, holder: 'a:1', files: ['Glee'], hops: 0, latencyMs: 9 },
  ]);
  expect(found.map(({ name, holder, latencyMs, first }) => [name, holder, latencyMs, first])).toEqual([
    ['Glee', 'a:1', 3, true],
    ['Glee', 'b:1', 5, false],
    ['Twilight', 'a:1', 3, true],
  ]);
  expect(found[0]?.holders).toEqual(['a:1', 'b:1']);
  expect(found[2]?.holders).toEqual(['a:1']);
});
