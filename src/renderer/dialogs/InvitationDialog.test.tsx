import { act, screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { renderInLab } from '../../../test/page/render-in-lab';
import type { Invitation } from '../../shared/contract/network';
import { Dialogs } from './Dialogs';
import { openDialog } from './open-dialog';

const starter = (language: string, file: string) => ({
  ...{ language, file },
  command: `run ${file}`,
  source: `the source of ${file}`,
});
const INVITATION: Invitation = {
  open: false,
  addresses: [{ address: '127.0.0.1:5000', reach: 'this machine', interface: '' }],
  starters: [starter('Python', 'peer.py'), starter('Go', 'peer.go')],
};

function show(answer: () => Invitation) {
  const page = renderInLab(<Dialogs />);
  page.source.answers.set('network.invitation', answer);
  act(() => openDialog(page.lab, { kind: 'invitation' }));
  return page;
}

test('names the address to register at, and what others must know about it', async () => {
  const { user } = show(() => INVITATION);
  expect(await screen.findByText('127.0.0.1:5000')).toBeTruthy();
  expect(screen.getByText('from this machine')).toBeTruthy();
  expect(screen.getByText(/Other machines cannot reach it/)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Copy 127.0.0.1:5000' }));
  expect(await navigator.clipboard.readText()).toBe('127.0.0.1:5000');
  await user.click(screen.getByRole('button', { name: 'Change settings' }));
  expect(screen.getByRole('dialog', { name: 'Settings' })).toBeTruthy();
});

test('has no warning where other machines can reach it', async () => {
  show(() => ({ ...INVITATION, open: true }));
  await screen.findByText('127.0.0.1:5000');
  expect(screen.queryByText(/Other machines cannot reach it/)).toBeNull();
});

test('shows a whole peer in the chosen language, with the command that starts it', async () => {
  const { user } = show(() => INVITATION);
  expect((await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'peer.py' })).value).toBe(
    'the source of peer.py',
  );
  await user.click(screen.getByRole('radio', { name: 'Go' }));
  const dialog = within(screen.getByRole('dialog'));
  expect(dialog.getByText('run peer.go')).toBeTruthy();
  await user.click(dialog.getByRole('button', { name: 'Copy command' }));
  expect(await navigator.clipboard.readText()).toBe('run peer.go');
});

test('says that a bootstrap server must run before anybody can join', async () => {
  show(() => ({ ...INVITATION, addresses: [] }));
  expect(await screen.findByText(/The bootstrap server does not run/)).toBeTruthy();
});

test('shows why there is nothing to show', async () => {
  show(() => {
    throw new Error('no connection');
  });
  expect((await screen.findByRole('alert')).textContent).not.toBe('');
});
