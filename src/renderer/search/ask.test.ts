import { expect, test, vi } from 'vitest';
import { emptyState } from '../../shared/network/state/state';
import { createLab } from '../lab/lab';
import { testSource } from '../lab/test-source';

// What remembers itself in a page needs one to remember in.
vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined, removeItem: () => undefined });
const { askDraft, strategyIn } = await import('./ask');

const network = emptyState();
const draft = askDraft(createLab(testSource())).getInitialState();

test('what is not typed is as the settings have it', () => {
  expect(strategyIn(draft, network)).toEqual({ kind: 'flood', timeToLive: 3 });
  expect(strategyIn({ ...draft, kind: 'random-walk' }, network)).toEqual({
    kind: 'random-walk',
    walkers: 4,
    length: 25,
  });
  expect(strategyIn({ ...draft, kind: 'expanding-ring', timeToLive: ' 2 ' }, network)).toEqual({
    kind: 'expanding-ring',
    timeToLive: 2,
  });
});

test('what is no whole number is no strategy', () => {
  for (const timeToLive of ['', '-1', '1.5', 'three', '9999999']) {
    expect(strategyIn({ ...draft, timeToLive }, network)).toBeNull();
  }
  expect(strategyIn({ ...draft, kind: 'random-walk', walkers: 'x' }, network)).toBeNull();
});
