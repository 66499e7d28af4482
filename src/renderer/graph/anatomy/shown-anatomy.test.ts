import { expect, test } from 'vitest';
import type { PeerId } from '../../../shared/network/events';
import type { Anatomy, Step } from '../../../shared/network/search/anatomy-schema';
import { shownAt } from './shown-anatomy';

const [asker, near, far, holder]: PeerId[] = ['a:1', 'b:1', 'c:1', 'd:1'];
if (!asker || !near || !far || !holder) throw new Error('four peers');

function step(from: PeerId, to: PeerId, kind: Step['kind'], hops: number): Step {
  return {
    seq: 1,
    at: 1,
    sentAt: 0,
    from,
    to,
    kind,
    hops,
    verb: kind === 'answer' ? 'SEROK' : 'SER',
    round: 1,
  };
}

/** The asker asks two, they ask each other in vain, one of them answers, and the other says that it has nothing. */
const anatomy: Anatomy = {
  search: 's1',
  peer: asker,
  query: 'glee',
  strategy: { kind: 'flood', timeToLive: 1 },
  population: 3,
  reached: [
    { peer: near, from: asker, hops: 0, at: 1 },
    { peer: far, from: asker, hops: 0, at: 2 },
  ],
  duplicates: [
    { from: near, to: far, messages: 2 },
    { from: far, to: near, messages: 1 },
  ],
  ends: [far],
  answers: [{ seq: 1, holder: far, files: ['Glee'], hops: 0, latencyMs: 3 }],
  holders: [
    { peer: far, files: ['Glee'] },
    { peer: holder, files: ['Glee'] },
  ],
  missed: [holder],
  messages: { SER: 5, SEROK: 2, NEIGH: 0, NEIGHOK: 0 },
  arrived: 5,
  redundancy: 0.6,
  recall: 0.5,
  steps: [
    step(asker, near, 'first', 0),
    step(asker, far, 'first', 0),
    step(near, asker, 'answer', 0),
    step(near, far, 'duplicate', 1),
    step(far, asker, 'answer', 0),
    step(far, near, 'duplicate', 1),
    step(near, far, 'duplicate', 1),
  ],
  stepsLeftOut: 0,
};

test('before the first step only who asks and who has it stand out', () => {
  const shown = shownAt(anatomy, 0);
  expect(shown.reached.size).toBe(0);
  expect([...shown.missed]).toEqual([far, holder]);
  expect(shown.involved).toEqual(new Set([asker, far, holder]));
  expect(shown.current).toBeNull();
});

test('a step shows what had arrived by then, and itself', () => {
  const shown = shownAt(anatomy, 4);
  expect(shown.reached).toEqual(
    new Map([
      [near, { from: asker, hops: 0 }],
      [far, { from: asker, hops: 0 }],
    ]),
  );
  expect(shown.wasted).toEqual([{ from: near, to: far, messages: 1 }]);
  expect(shown.current).toBe(anatomy.steps[3]);
  // Who answered that it has nothing has not answered.
  expect(shown.answered.size).toBe(0);
  expect([...shown.ends]).toEqual([far]);
});

test('the last step is the whole, as the lab told it', () => {
  const { current: _, ...last } = shownAt(anatomy, anatomy.steps.length);
  const { current: none, ...whole } = shownAt(anatomy, null);
  expect(none).toBeNull();
  expect(last).toEqual(whole);
  expect(whole.wasted).toEqual(anatomy.duplicates);
  expect([...whole.answered]).toEqual([far]);
  expect([...whole.missed]).toEqual([holder]);
});

test('steps that were left out are in the whole all the same', () => {
  const cut: Anatomy = { ...anatomy, steps: anatomy.steps.slice(0, 1), stepsLeftOut: 6 };
  expect(shownAt(cut, 1).reached.size).toBe(2);
});
