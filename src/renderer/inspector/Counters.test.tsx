import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactElement } from 'react';
import { expect, test } from 'vitest';
import type { EventBody } from '../../shared/network/events';
import { reduce } from '../../shared/network/state/reduce';
import { emptyState, type NetworkState } from '../../shared/network/state/state';
import { summarise } from '../../shared/network/state/summary';
import { LabProvider } from '../lab/context';
import { createLab } from '../lab/lab';
import { testSource } from '../lab/test-source';
import { AllFigures } from '../status/AllFigures';
import { OverviewPage } from './OverviewPage';

/** @returns a network without a message, of which these events are all that happened */
function networkAfter(...events: readonly EventBody[]): NetworkState {
  const state = emptyState();
  for (const [index, event] of events.entries()) reduce(state, { ...event, seq: index + 1, at: 1 });
  return state;
}

const show = (element: ReactElement) =>
  render(<LabProvider lab={createLab(testSource())}>{element}</LabProvider>);

const REFUSALS: readonly EventBody[] = [
  { type: 'api:refused', what: 'no-token', count: 3 },
  { type: 'connection:dropped', observer: '127.0.0.1:5001', from: '127.0.0.1:9', reason: 'wrong-host' },
];

test('what was refused is shown for the whole network, also where no message was sent', () => {
  const network = networkAfter(...REFUSALS);
  show(<OverviewPage network={network} />);
  expect(screen.getByRole('row', { name: /^Refused 3/ })).toBeTruthy();
  expect(screen.getByRole('row', { name: /^Cut or dropped 1/ })).toBeTruthy();
});

test('a network in which nothing happened shows no traffic', () => {
  show(<OverviewPage network={networkAfter()} />);
  expect(screen.queryByText('Traffic')).toBeNull();
});

test('all figures of the status bar count each kind of refusal', async () => {
  const network = networkAfter(...REFUSALS);
  show(<AllFigures network={network} summary={summarise(network)} />);
  await userEvent.click(screen.getByRole('button', { name: 'All figures' }));
  const figures = within(await screen.findByRole('dialog', { name: 'All figures' }));
  const shownFor = (name: string) => figures.getByText(name).nextElementSibling?.textContent;
  expect(shownFor('Requests refused')).toBe('3');
  expect(shownFor('Connections cut, datagrams dropped')).toBe('1');
  expect(shownFor('Unreadable frames')).toBe('0');
  expect(shownFor('Senders ignored')).toBe('0');
});
