import { expect, test } from 'vitest';
import { TOPOLOGIES } from '../../shared/topology';
import { type AddManyDraft, FIRST_DRAFT, readAddMany, wordsOf } from './add-many-form';

const read = (part: Partial<AddManyDraft>) => readAddMany({ ...FIRST_DRAFT, ...part });

test('every wiring has words and a picture whose lines have ends', () => {
  for (const wiring of TOPOLOGIES) {
    const words = wordsOf(wiring);
    expect(words?.meaning).toMatch(/\.$/);
    for (const line of words?.lines ?? []) {
      for (const end of line) expect(words?.points[end]).toBeDefined();
    }
  }
});

test('empty fields are left to the lab', () => {
  expect(read({ count: '25', wiring: 'ring' })).toEqual({ input: { count: 25, wiring: 'ring' }, errors: {} });
});

test('only what applies to the wiring is sent', () => {
  const typed = { degree: '6', rewire: '0,25', seed: '7', port: '6000' };
  expect(read({ ...typed, wiring: 'small-world' }).input).toEqual({
    count: 10,
    wiring: 'small-world',
    degree: 6,
    rewire: 0.25,
    seed: 7,
  });
  expect(read({ ...typed, wiring: 'tree' }).input).toEqual({ count: 10, wiring: 'tree', degree: 6 });
  expect(read({ ...typed, wiring: 'star' }).input).toEqual({ count: 10, wiring: 'star' });
});

test('one peer may have a port and needs no wiring', () => {
  expect(read({ count: '1', wiring: 'ring', port: '6000', name: 'Ada' }).input).toEqual({
    count: 1,
    wiring: 'offered',
    port: 6000,
    name: 'Ada',
  });
});

test.each([
  [{ count: '' }, 'count'],
  [{ count: '0' }, 'count'],
  [{ count: '10001' }, 'count'],
  [{ count: '1e3' }, 'count'],
  [{ wiring: 'tree', degree: '0' }, 'degree'],
  [{ wiring: 'random', degree: '101' }, 'degree'],
  [{ wiring: 'small-world', rewire: '1.1' }, 'rewire'],
  [{ wiring: 'random', seed: '-1' }, 'seed'],
  [{ count: '1', port: '65536' }, 'port'],
  [{ name: 'two words' }, 'name'],
] as const)('%j is refused at its field', (part, field) => {
  expect(Object.keys(read(part).errors)).toEqual([field]);
});
