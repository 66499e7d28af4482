import { expect, test } from 'vitest';
import { optionsOf } from './SearchChooser';

test('every strategy is offered, and each of its time-to-lives where there are several', () => {
  const options = optionsOf([
    { strategy: 'random-walk', timeToLive: 25, searches: 1 },
    { strategy: 'flood', timeToLive: 3, searches: 4 },
    { strategy: 'flood', timeToLive: 1, searches: 2 },
  ]);
  expect(options.map(({ words, choice }) => [words, choice])).toEqual([
    ['All searches', {}],
    ['Flood (6 searches)', { strategy: 'flood' }],
    ['Flood, time-to-live 1 (2 searches)', { strategy: 'flood', timeToLive: 1 }],
    ['Flood, time-to-live 3 (4 searches)', { strategy: 'flood', timeToLive: 3 }],
    ['Random walks, steps 25 (1 search)', { strategy: 'random-walk', timeToLive: 25 }],
  ]);
});
