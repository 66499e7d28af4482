import { expect, test } from 'vitest';
import { loopWords } from './loop-words';

test('a quiet machine is a small number', () => {
  expect(loopWords(0.84, 3)).toEqual({ words: 'loop 0.8 ms', busy: false });
  expect(loopWords(12.4, 40)).toEqual({ words: 'loop 12 ms', busy: false });
});

test('a busy one is called so, whether it is late all the time or only now and then', () => {
  expect(loopWords(120, 200)).toEqual({ words: 'loop 120 ms — this machine is busy', busy: true });
  expect(loopWords(4, 260)).toEqual({ words: 'loop 260 ms — this machine is busy', busy: true });
});
