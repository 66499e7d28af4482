import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { matchesQuery, wordsOf } from '../../../shared/network/search/query-matching';
import { formatFrame } from '../../../shared/protocol/codec/format';
import { parseMessage } from '../../../shared/protocol/codec/parse';
import { checkFileName } from '../../../shared/protocol/names';
import { QueryVariants } from './query-variants';

const query = fc
  .oneof(
    fc.constantFrom('twilight', '2012', 'Windows 8', 'a', '愛', "don't go"),
    fc.string({ maxLength: 30 }),
  )
  .map((text) => text.trim())
  .filter((text) => checkFileName(text).ok && wordsOf(text).length > 0);

test.prop([query])('spells a query in ever new ways, which find the same and survive the wire', (text) => {
  const spelling = new QueryVariants();
  const given = new Set<string>();
  for (let n = 0; n < 40; n += 1) {
    const spelled = spelling.next(text, n);
    if (spelled === null) throw new Error('no spelling was left');
    given.add(spelled);
    expect(wordsOf(spelled)).toEqual(wordsOf(text));
    expect(matchesQuery(spelled, text)).toBe(true);
    const address = { ip: '127.0.0.1', port: 1 };
    const frame = formatFrame({ verb: 'SER', address, query: spelled, hops: 3 });
    expect(parseMessage(frame.slice(5))).toMatchObject({ ok: true, message: { query: spelled } });
  }
  expect(given.size).toBe(40);
});

it('begins with what was typed, and comes back to it when nobody remembers', () => {
  const spelling = new QueryVariants();
  expect(spelling.next('happy feet', 0)).toBe('happy feet');
  expect(spelling.next('happy feet', 1)).toBe('Happy Feet');
  expect(spelling.next('happy feet', 11_999)).not.toMatch(/^happy feet$/);
  expect(spelling.next('happy feet', 12_000)).toBe('happy feet');
});

it('has none left for a query that fills a name and has no letters', () => {
  const spelling = new QueryVariants();
  const full = '8'.repeat(255);
  expect(spelling.next(full, 0)).toBe(full);
  expect(spelling.next(full, 1)).toBeNull();
});
