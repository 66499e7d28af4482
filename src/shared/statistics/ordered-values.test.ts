import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { OrderedValues } from './ordered-values';

const value = fc.integer({ min: -40, max: 40 }).map((whole) => whole / 4);

function filled(values: readonly number[]): OrderedValues {
  const ordered = new OrderedValues();
  for (const one of values) ordered.add(one);
  return ordered;
}

function allOf(ordered: OrderedValues): (number | undefined)[] {
  return Array.from({ length: ordered.size }, (_, rank) => ordered.at(rank));
}

const changes = fc.array(fc.record({ value, removed: fc.boolean() }), { maxLength: 400 });

/** 3,000 values before the changes, so that they fall on a tree of several leaves. */
const before = fc.constantFrom<readonly number[]>(
  [],
  Array.from({ length: 3_000 }, (_, index) => ((index * 7_919) % 321) / 4 - 40),
);

test.prop([before, changes])(
  'holds what a sorted list holds, through every addition and removal',
  (start, list) => {
    const ordered = filled(start);
    const plain = [...start];
    for (const { value: one, removed } of list) {
      const place = plain.indexOf(one);
      if (removed) {
        expect(ordered.remove(one)).toBe(place >= 0);
        if (place >= 0) plain.splice(place, 1);
      } else {
        ordered.add(one);
        plain.push(one);
      }
    }
    plain.sort((a, b) => a - b);
    expect(allOf(ordered)).toEqual(plain);
    for (const one of [-50, -10, 0, 0.25, 3, 50]) {
      expect(ordered.countUpTo(one)).toBe(plain.filter((other) => other <= one).length);
      expect(ordered.countBelow(one)).toBe(plain.filter((other) => other < one).length);
    }
  },
);

it('is empty again when everything was removed, and takes values again', () => {
  const values = Array.from({ length: 20_000 }, (_, index) => (index * 7_919) % 5_003);
  const ordered = filled(values);
  for (const one of values) expect(ordered.remove(one)).toBe(true);
  expect([ordered.size, ordered.height, ordered.at(0)]).toEqual([0, 1, undefined]);
  ordered.add(3);
  expect(allOf(ordered)).toEqual([3]);
});

it('looks through as many nodes as the logarithm of what it holds', () => {
  const ordered = filled(Array.from({ length: 300_000 }, (_, index) => (index * 7_919) % 300_007));
  expect(ordered.height).toBeLessThanOrEqual(4);
});
