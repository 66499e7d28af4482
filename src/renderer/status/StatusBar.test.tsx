import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { EventBody, PeerId } from '../../shared/network/events';
import { reduce } from '../../shared/network/reduce';
import { snapshotOf } from '../../shared/network/snapshot';
import { emptyState } from '../../shared/network/state';
import { LabProvider } from '../lab/context';
import { createLab } from '../lab/lab';
import { testSource } from '../lab/test-source';
import { StatusBar } from './StatusBar';

const id = (index: number): PeerId => `127.0.0.1:${5_001 + index}`;

/** A window on a network of so many joined peers, in which those pairs list each other. */
function show(peers: number, links: readonly (readonly [number, number])[]) {
  const state = emptyState();
  let seq = 0;
  const add = (body: EventBody) => {
    seq += 1;
    reduce(state, { ...body, seq, at: seq });
  };
  for (let index = 0; index < peers; index += 1) {
    add({ type: 'peer:added', peer: id(index), name: `Node${index}`, hosted: true });
    add({ type: 'peer:entered', peer: id(index), phase: 'joined', registered: true });
  }
  for (const [one, other] of links) {
    add({ type: 'neighbour:added', peer: id(one), neighbour: id(other) });
    add({ type: 'neighbour:added', peer: id(other), neighbour: id(one) });
  }
  const lab = createLab(testSource());
  lab.fold({ kind: 'snapshot', snapshot: JSON.parse(JSON.stringify(snapshotOf(state))) });
  render(
    <LabProvider lab={lab}>
      <StatusBar />
    </LabProvider>,
  );
  return screen.getByRole('status', { name: 'Network status' }).textContent?.replace(/\s+/g, ' ') ?? '';
}

const TRIANGLE_AND_PAIR = [
  [0, 1],
  [1, 2],
  [2, 0],
  [3, 4],
] as const;

test('the status bar shows links, islands and the mean degree, each as what it is', () => {
  const text = show(6, TRIANGLE_AND_PAIR);
  expect(text).toMatch(/(^|\D)4 links/);
  expect(text).toMatch(/(^|\D)3 islands/);
  expect(text).toMatch(/degree 1\.3/);
  expect(text).toMatch(/(^|\D)6 ?joined/);
});

test('one of a kind is in the singular', () => {
  const text = show(2, [[0, 1]]);
  expect(text).toMatch(/(^|\D)1 link(?!s)/);
  expect(text).toMatch(/(^|\D)1 island(?!s)/);
});
