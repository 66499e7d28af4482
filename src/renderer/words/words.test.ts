import { expect, test } from 'vitest';
import { count, listed, size } from './count';
import { duration, timeOfDay } from './time';

test('counts agree with their nouns', () => {
  expect([count(0, 'peer'), count(1, 'peer'), count(1_000, 'peer')]).toEqual([
    '0 peers',
    '1 peer',
    '1,000 peers',
  ]);
});

test('lists read as people say them', () => {
  expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'])]).toEqual([
    '',
    'a',
    'a and b',
    'a, b and c',
  ]);
});

test('sizes and times have units', () => {
  expect([size(0), size(1_023), size(1_536), size(52_428_800)]).toEqual(['0 B', '1023 B', '1.5 KB', '50 MB']);
  expect([0, 59_999, 60_000, 7_200_000, 86_400_000, 200_000_000].map(duration)).toEqual([
    '0 s',
    '59 s',
    '1 min',
    '2 h',
    '1 day',
    '2 days',
  ]);
  expect(duration(-5)).toBe('0 s');
  expect(timeOfDay(new Date(2024, 0, 2, 3, 4, 5, 6).getTime())).toBe('03:04:05.006');
});
