import { act, screen, within } from '@testing-library/react';
import { beforeAll, expect, test } from 'vitest';
import { renderInLab } from '../../../test/page/render-in-lab';
import type { PeerId } from '../../shared/network/events';
import { StatusBar } from './StatusBar';

const [first, second]: [PeerId, PeerId] = ['127.0.0.1:5001', '127.0.0.1:5002'];
const added = (peer: PeerId, hosted = true) => ({ type: 'peer:added', peer, name: peer, hosted }) as const;

beforeAll(() => {
  // Nothing is laid out here, so that nothing is hidden.
  globalThis.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
});

const bar = () => screen.getByRole('status', { name: 'Network status' });
const phases = () =>
  [...within(bar()).getByRole('list', { name: 'Peers by phase' }).querySelectorAll('li')].map(
    ({ textContent }) => textContent,
  );

test('counts peers by phase, and links and islands each for themselves', () => {
  const { lab } = renderInLab(
    <StatusBar />,
    added(first),
    added(second),
    { type: 'peer:phase-changed', peer: first, phase: 'joined', registered: true },
    { type: 'peer:phase-changed', peer: second, phase: 'joined', registered: true },
    { type: 'neighbour:added', peer: first, neighbour: second },
    { type: 'neighbour:added', peer: second, neighbour: first },
  );
  expect(lab.store.getState().network.links.size).toBe(1);
  expect(phases()).toEqual(['2 joined', '0 crashed', '0 left']);
  expect(bar().textContent).toContain('1 link1 islanddegree 1.0');
});

test('explains a phase to the Tab key', async () => {
  renderInLab(<StatusBar />, added(first));
  const [joined] = within(bar()).getAllByRole('note');
  act(() => joined?.focus());
  expect((await screen.findByRole('tooltip')).textContent).toMatch(/^0 joined: /);
});
