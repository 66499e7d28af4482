import { expect, test } from 'vitest';
import { experimentSchema } from '../../shared/experiment/experiment';
import { FIRST_EXPERIMENT, readExperiment } from './experiment-form';

test('the first draft is the usual experiment', () => {
  const { options, errors, summary } = readExperiment(FIRST_EXPERIMENT);
  expect(errors).toEqual({});
  expect(experimentSchema.parse(options)).toEqual(experimentSchema.parse({}));
  expect(summary).toBe('3 trials of 5 askers and 50 queries: 750 searches.');
});

test('each variant brings its own number of askers and of trials', () => {
  const summaryOf = (variant: 'five-trials' | 'two-leave') =>
    readExperiment({ ...FIRST_EXPERIMENT, variant }).summary;
  expect(summaryOf('five-trials')).toBe('5 trials of 5 askers and 50 queries: 1,250 searches.');
  expect(summaryOf('two-leave')).toBe('3 trials of 3 askers and 50 queries: 450 searches.');
});

test('queries are read a line each, without empty ones', () => {
  const draft = { ...FIRST_EXPERIMENT, askers: '2', queries: ' Happy Feet \r\n\n Twilight\n' };
  const { options, summary } = readExperiment(draft);
  expect(options).toMatchObject({ askers: 2, queries: ['Happy Feet', 'Twilight'] });
  expect(summary).toContain('2 askers and 2 queries: 12 searches');
});

test.each([
  [{ peers: '' }, 'peers', /how many/],
  [{ peers: '7' }, 'peers', /from 8 to 200/],
  [{ peers: '9' }, 'peers', /make 10 peers; there are 9/],
  [{ askers: '0' }, 'askers', /from 1 to 100/],
  [{ seed: '1.5' }, 'seed', /whole number/],
  [{ queries: 'x'.repeat(251) }, 'queries', /Query 1 is longer than 250/],
  [{ queries: 'a\n'.repeat(1_001) }, 'queries', /at most 1,000/],
  [{ peers: '200', askers: '100', queries: 'a\n'.repeat(100) }, 'queries', /10000 searches in a trial/],
] as const)('%j is refused at its field', (part, field, words) => {
  const { errors, summary } = readExperiment({ ...FIRST_EXPERIMENT, ...part });
  expect(Object.keys(errors)).toEqual([field]);
  expect(errors[field]).toMatch(words);
  expect(summary).toBeNull();
});
