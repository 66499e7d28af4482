import { act, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EventBody, PeerId } from '../../shared/network/events';
import { Inspector } from '../inspector/Inspector';
import { Notices } from '../notices/Notices';
import { Toolbar } from '../toolbar/Toolbar';
import { stayConnected } from './connection';
import { LabProvider } from './context';
import { createLab, type Lab } from './lab';
import { type TestSource, testSource } from './test-source';

const first: PeerId = '127.0.0.1:5001';
const second: PeerId = '127.0.0.1:5002';
const added = (peer: PeerId, name: string): EventBody => ({ type: 'peer:added', peer, name, hosted: true });

interface Side {
  readonly source: TestSource;
  readonly lab: Lab;
}

let left: Side;
let right: Side;
let end: AbortController;

/** Two labs in one document, each with a feed and commands of its own. */
beforeEach(async () => {
  end = new AbortController();
  [left, right] = (['left', 'right'] as const).map((name) => {
    const source = testSource('full', added(first, `${name} one`));
    source.answers.set('peer.add', () => source.events(added(second, `${name} two`)));
    return { source, lab: createLab(source) };
  }) as [Side, Side];
  render(
    [left, right].map(({ lab }, index) => (
      <section key={index === 0 ? 'left' : 'right'} aria-label={index === 0 ? 'Left lab' : 'Right lab'}>
        <LabProvider lab={lab}>
          <Toolbar />
          <Inspector />
          <Notices />
        </LabProvider>
      </section>
    )),
  );
  for (const { lab } of [left, right]) void stayConnected(lab, end.signal);
  await waitFor(() => expect([left, right].every(({ lab }) => lab.store.getState().version > 0)).toBe(true));
});

afterEach(() => end.abort());

const sideOf = (name: 'Left' | 'Right') => within(screen.getByRole('region', { name: `${name} lab` }));
const namesIn = ({ lab }: Side) => [...lab.store.getState().network.peers.values()].map(({ name }) => name);

test('a peer that is added in one of two labs of a page appears only there', async () => {
  await userEvent.click(sideOf('Left').getByRole('button', { name: 'Add peer' }));
  await waitFor(() => expect(namesIn(left)).toEqual(['left one', 'left two']));
  expect(left.source.sent.map(([command]) => command)).toEqual(['peer.add']);
  expect(right.source.sent).toEqual([]);
  expect(namesIn(right)).toEqual(['right one']);
});

test('each of two labs of a page has its own selection', async () => {
  act(() => left.lab.select.only([first]));
  expect(sideOf('Left').getByRole('heading', { name: 'left one' })).toBeTruthy();
  expect(sideOf('Right').queryByRole('heading', { name: 'right one' })).toBeNull();
  act(() => right.lab.select.only([first]));
  act(() => left.lab.select.clear());
  expect(sideOf('Left').queryByRole('heading', { name: 'left one' })).toBeNull();
  expect(sideOf('Right').getByRole('heading', { name: 'right one' })).toBeTruthy();
});

test('a command that fails is reported in its own lab', async () => {
  right.source.answers.set('peer.add', () => {
    throw new Error('no free port');
  });
  await userEvent.click(sideOf('Right').getByRole('button', { name: 'Add peer' }));
  expect(await sideOf('Right').findByText('The peer was not added')).toBeTruthy();
  expect(sideOf('Left').queryByText('The peer was not added')).toBeNull();
});
