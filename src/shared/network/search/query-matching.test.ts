import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { matchesQuery, wordsOf } from './query-matching';

describe('matching', () => {
  it.each([
    ['Twilight', 'Twilight saga', true],
    ['twilight', 'TWILIGHT SAGA', true],
    ['saga twilight', 'Twilight saga', true],
    ['Wind', 'Windows 8', false],
    ['Windows', 'Windows 8', true],
    ['windows 7', 'Windows 8', false],
    ['home', 'baby_go_home.mp3', true],
    ["don't", 'Don’t look up', true],
    ['AMÉLIE', 'Ame\u0301lie', true],
    ['愛', 'Amélie 愛', true],
    ['c++', 'C++ for Dummies', true],
    ['c', 'C++ for Dummies', false],
    ['feet feet', 'Happy Feet', true],
    ['', 'Happy Feet', false],
    ['?!', 'Happy Feet?!', false],
  ])('"%s" in "%s": %s', (query, name, found) => {
    expect(matchesQuery(query, name)).toBe(found);
  });

  const word = fc.constantFrom('wind', 'windows', 'happy', 'feet', '8', 'é', 'ß');
  const words = fc.array(word, { minLength: 1, maxLength: 4 });
  const between = fc.constantFrom(' ', '  ', '_', ' - ', '.', ', ');
  const mixed = (text: string) =>
    [...text].map((letter, index) => (index % 2 === 0 ? letter.toUpperCase() : letter)).join('');

  test.prop([words, words, between, between])(
    'finds exactly the names that hold every word, however they are written and set apart',
    (asked, held, one, other) => {
      const expected = asked.every((wanted) => held.includes(wanted));
      const upper = asked.includes('ß') || held.includes('ß') ? (text: string) => text : mixed;
      expect(matchesQuery(asked.join(one), upper(held.join(other)))).toBe(expected);
    },
  );

  test.prop([fc.string({ unit: 'grapheme', maxLength: 60 })])(
    'finds every name by its own words, if it has any, and never throws',
    (text) => {
      expect(matchesQuery(text, text)).toBe(wordsOf(text).length > 0);
    },
  );
});
