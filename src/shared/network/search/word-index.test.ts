import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matchesQuery } from './query-matching';
import { WordIndex } from './word-index';

const word = fc.constantFrom('happy', 'Feet', 'WINDOWS', '8', 'é', 'go');
const name = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));

it('finds exactly what comparing every name would find, whatever was added and removed', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), name)), name, (changes, query) => {
      const index = new WordIndex();
      const names = new Set<string>();
      for (const [adds, one] of changes) {
        if (adds) index.add(one);
        else index.remove(one);
        if (adds) names.add(one);
        else names.delete(one);
      }
      const compared = [...names].filter((one) => matchesQuery(query, one));
      expect(index.find(query).sort()).toEqual(compared.sort());
    }),
  );
});

it('a query without any word finds nothing', () => {
  const index = new WordIndex();
  index.add('Happy Feet');
  expect(index.find(' - ')).toEqual([]);
  expect(index.find('')).toEqual([]);
});
