import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { renderInLab } from '../../../test/page/render-in-lab';
import type { PeerId } from '../../shared/network/events';
import { Dialogs } from '../dialogs/Dialogs';
import { Inspector } from './Inspector';

const [first, second]: [PeerId, PeerId] = ['127.0.0.1:5001', '127.0.0.1:5002'];
const added = (peer: PeerId, name: string) => ({ type: 'peer:added', peer, name, hosted: true }) as const;
const crashed = { type: 'peer:phase-changed', peer: second, phase: 'crashed', registered: false } as const;

test('offers to begin while there is no peer', async () => {
  const { user, source } = renderInLab(
    <>
      <Inspector />
      <Dialogs />
    </>,
  );
  await user.click(screen.getByRole('button', { name: 'Add 10 peers' }));
  expect(source.sent).toEqual([['peer.add', { count: 10 }]]);
  await user.click(screen.getByRole('button', { name: 'Choose a wiring' }));
  expect(screen.getByRole('dialog', { name: 'Add peers' })).toBeTruthy();
});

test('selects the peers in a phase', async () => {
  const { user, lab } = renderInLab(<Inspector />, added(first, 'Node1'), added(second, 'Node2'), crashed);
  await user.click(screen.getByRole('button', { name: /^crashed/ }));
  expect([...lab.store.getState().selection]).toEqual([second]);
  expect(screen.getByRole('heading', { name: 'Node2' })).toBeTruthy();
});
