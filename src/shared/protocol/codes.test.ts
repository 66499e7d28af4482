import { describe, expect, it } from 'vitest';
import { type CodeTable, type CodeVerb, explainCode } from './codes';
import { FAMILIES } from './family';

/** The codes of PROTOCOL.md and of family C: verb, code, table, a word of the meaning, whether it is certain. */
const TABLE: readonly [CodeVerb, number, CodeTable, RegExp, boolean][] = [
  ['REGOK', 9999, 'exact', /^the request is malformed$/, true],
  ['REGOK', 9998, 'exact', /already registered to you/, true],
  ['REGOK', 9997, 'exact', /another name/, true],
  ['REGOK', 9996, 'exact', /full/, true],
  ['REGOK', 9999, 'C', /^already registered/, true],
  ['REGOK', 9998, 'C', /^the request is malformed$/, true],
  ['REGOK', 9997, 'C', /full/, true],
  ['REGOK', 9996, 'C', /full/, true],
  ['REGOK', 9999, 'uncertain', /malformed; or, if .* family C, already registered/, false],
  ['REGOK', 9998, 'uncertain', /already registered to you.*; or, .* malformed/, false],
  ['REGOK', 9997, 'uncertain', /another name; or, .* full/, false],
  ['REGOK', 9996, 'uncertain', /full/, true],
  ['REGOK', 0, 'uncertain', /no neighbours are offered/, true],
  ['REGOK', 1, 'A', /1 neighbour is offered/, true],
  ['REGOK', 7, 'C', /7 neighbours are offered/, true],
  ['UNROK', 0, 'D', /done/, true],
  ['UNROK', 9999, 'C', /no such entry/, true],
  ['UNROK', 9998, 'uncertain', /does not have/, true],
  ['JOINOK', 9999, 'uncertain', /table is full/, true],
  ['LEAVEOK', 9999, 'exact', /not a neighbour/, true],
  ['SEROK', 0, 'exact', /no such files/, true],
  ['SEROK', 2, 'exact', /2 files/, true],
  ['SEROK', 9999, 'exact', /could not be reached/, true],
  ['ECHOK', 0, 'exact', /alive/, true],
  ['NEIGHOK', 3, 'exact', /3 neighbours/, true],
  ['NEIGHOK', 9999, 'exact', /does not list/, true],
];

describe('explainCode', () => {
  it.each(TABLE)('%s %i, read as %s', (verb, code, table, words, certain) => {
    const meaning = explainCode(verb, code, table);
    expect(meaning.words).toMatch(words);
    expect(meaning.certain).toBe(certain);
  });

  it('reads the canonical table for every family but C', () => {
    for (const family of FAMILIES) {
      const meaning = explainCode('REGOK', 9999, family);
      expect(meaning.words === explainCode('REGOK', 9999, 'exact').words).toBe(family !== 'C');
    }
  });
});
