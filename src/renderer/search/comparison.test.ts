import { expect, test } from 'vitest';
import type { Anatomy } from '../../shared/network/search/anatomy-schema';
import type { Search } from '../../shared/network/state/snapshot-schema';
import { resultWords } from '../words/searches';
import { COMPARED } from './comparison';

const search: Search = {
  id: 's1',
  seq: 1,
  peer: 'a:1',
  query: 'glee',
  strategy: { kind: 'flood', timeToLive: 3 },
  timeToLive: 3,
  at: 0,
  endedAt: 10,
  rounds: 1,
  answers: [
    { seq: 1, holder: 'b:1', files: ['Glee'], hops: 0, latencyMs: 4 },
    { seq: 1, holder: 'c:1', files: ['Glee'], hops: 3, latencyMs: 1_200 },
  ],
  outcome: 'complete',
};
const anatomy: Anatomy = {
  ...{ search: 's1', peer: 'a:1', query: 'glee', strategy: search.strategy, population: 9 },
  reached: [{ peer: 'b:1', from: 'a:1', hops: 0, at: 1 }],
  ...{ duplicates: [], ends: [], answers: search.answers },
  holders: ['b:1', 'c:1', 'd:1'].map((peer) => ({ peer: peer as Search['peer'], files: ['Glee'] })),
  missed: ['d:1'],
  messages: { SER: 20, SEROK: 2, NEIGH: 3, NEIGHOK: 3 },
  ...{ arrived: 20, redundancy: 0.25, recall: 2 / 3, steps: [], stepsLeftOut: 0 },
};
const figures = (of: Search, from: Anatomy) =>
  Object.fromEntries(COMPARED.map((figure) => [figure.label, figure.of(of, from)]));

test('each figure is that of the search', () => {
  expect(figures(search, anatomy)).toEqual({
    Messages: { main: '28', aside: '20 SER, 2 SEROK, 3 NEIGH, 3 NEIGHOK' },
    Redundancy: { main: '25 %' },
    Reached: { main: '1', aside: 'of 9' },
    Recall: { main: '67 %', aside: '2 of 3' },
    Hops: { main: '1.5', aside: 'max 3' },
    'First answer': { main: '4.0 ms' },
    'Each answer': { main: '602 ms', aside: 'max 1.2 s' },
    Rounds: { main: '1' },
  });
});

test('where there is nothing to say, nothing is made up', () => {
  const none = { ...search, answers: [] };
  const nobody: Anatomy = {
    ...anatomy,
    answers: [],
    holders: [],
    missed: [],
    recall: null,
    redundancy: null,
  };
  expect(figures(none, nobody)).toMatchObject({
    Redundancy: { main: '–' },
    Recall: { main: '–', aside: 'nobody has it' },
    Hops: { main: '–' },
    'First answer': { main: '–' },
    'Each answer': { main: '–' },
  });
  expect(resultWords(none, nobody)).toBe(
    'Nothing was found: it reached 1 of 9 peers, and nobody here has it.',
  );
  expect(resultWords(none, { ...nobody, missed: ['d:1'] })).toBe(
    'Nothing was found: it reached 1 of 9 peers, and 1 other has it.',
  );
  expect(resultWords(search, anatomy)).toBe('2 holders, the first after 4.0 ms, 1 of 9 peers reached.');
});
