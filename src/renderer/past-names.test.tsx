import { act, render, screen } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import type { EventBody, NetworkEvent, PeerId } from '../shared/network/events';
import { reduce } from '../shared/network/state/reduce';
import { snapshotOf } from '../shared/network/state/snapshot';
import { emptyState } from '../shared/network/state/state';
import { eventView, filterOf, onlyPeer } from './drawer/event-view';
import { LabProvider } from './lab/context';
import { createLab, type Lab } from './lab/lab';
import { testSource } from './lab/test-source';
import { Results } from './search/Results';
import { eventLine } from './words/describe-event';
import { namesAt } from './words/names';

const asker: PeerId = '127.0.0.1:5001';
const holder: PeerId = '127.0.0.1:5002';

let seq = 0;
const number = (body: EventBody): NetworkEvent => {
  seq += 1;
  return { ...body, seq, at: seq };
};
const added = (peer: PeerId, name: string) => number({ type: 'peer:added', peer, name, hosted: true });
const removed = (peer: PeerId) => number({ type: 'peer:removed', peer });

/** A window that opened after a search, whose asker and holder it then sees removed and followed by others. */
let before: NetworkEvent[];
let lab: Lab;
beforeEach(() => {
  lab = createLab(testSource());
  seq = 0;
  const strategy = { kind: 'flood', timeToLive: 3 } as const;
  before = [
    added(asker, 'Node1'),
    added(holder, 'Node2'),
    number({ type: 'search:started', search: 's1', peer: asker, query: 'glee', strategy, timeToLive: 3 }),
    number({ type: 'search:hit', search: 's1', holder, files: ['Glee'], hops: 0, latencyMs: 3 }),
    number({ type: 'neighbour:added', peer: asker, neighbour: holder }),
  ];
  const state = emptyState();
  for (const event of before) reduce(state, event);
  lab.fold({ kind: 'snapshot', snapshot: JSON.parse(JSON.stringify(snapshotOf(state))) });
});

function takeTheirPlaces(): void {
  const after = seq;
  const events = [removed(asker), removed(holder), added(asker, 'Node8'), added(holder, 'Node9')];
  expect(lab.fold({ kind: 'batch', after, seq, events })).toBe(true);
}

test('a line of the event list keeps the names of its time, whoever has the addresses now', () => {
  takeTheirPlaces();
  const { network } = lab.store.getState();
  const last = before.at(-1);
  if (!last) throw new Error('no event');
  expect(eventLine(last, namesAt(network, last.seq))).toBe('Node1 has Node2 as a neighbour');
  expect(namesAt(network, seq)(holder)).toBe('Node9');
});

test('a past search keeps the names of its asker and holders, and leads to none that has their address now', async () => {
  const results = () => {
    const { network } = lab.store.getState();
    const search = network.searches.get('s1');
    if (!search) throw new Error('no search');
    return (
      <LabProvider lab={lab}>
        <Results network={network} search={search} />
      </LabProvider>
    );
  };
  const { rerender } = render(results());
  act(() => screen.getByRole('button', { name: 'Node2' }).focus());
  expect((await screen.findByRole('tooltip')).textContent).toBe('127.0.0.1:5002');
  takeTheirPlaces();
  rerender(results());
  expect(screen.queryByRole('button', { name: 'Node2' })).toBeNull();
  expect(screen.getByText('Node2')).toBeTruthy();
  expect(screen.queryByText('Node9')).toBeNull();
});

test('a selected peer that is removed is not selected any longer, though another has its address at once', () => {
  lab.select.only([asker]);
  takeTheirPlaces();
  expect(lab.store.getState().network.peers.get(asker)?.name).toBe('Node8');
  expect(lab.store.getState().selection.size).toBe(0);
});

test('the filter by the selected peer asks for that one by its identity, and any other text for names and addresses', () => {
  takeTheirPlaces();
  const peer = lab.store.getState().network.peers.get(asker);
  if (!peer) throw new Error('no peer');
  const view = eventView(lab).getState();
  expect(onlyPeer(peer)).toBe('Node8 (n3)');
  expect(filterOf({ ...view, about: onlyPeer(peer) })).toMatchObject({ identity: 'n3' });
  expect(filterOf({ ...view, about: onlyPeer(peer) })).not.toHaveProperty('about');
  expect(filterOf({ ...view, about: ' Node8 ' })).toMatchObject({ about: 'Node8' });
});
