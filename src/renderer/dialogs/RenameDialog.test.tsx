import { ORPCError } from '@orpc/client';
import { act, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { type Rendered, renderInLab } from '../../../test/page/render-in-lab';
import { Dialogs } from './Dialogs';
import { openDialog } from './open-dialog';

const id = '127.0.0.1:5001';
let page: Rendered;

beforeEach(() => {
  page = renderInLab(<Dialogs />, { type: 'peer:added', peer: id, name: 'Node1', hosted: true });
  page.source.answers.set('peer.rename', ({ name }: { name: string }) => ({ name }));
  act(() => openDialog(page.lab, { kind: 'rename', id }));
});

const field = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Name' });
const rename = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Rename' });
const type = async (name: string) => {
  await page.user.clear(field());
  await page.user.type(field(), name);
};

test('begins with the name that the peer has, and sends the new one', async () => {
  expect(screen.getByRole('dialog', { name: 'Rename Node1' })).toBeTruthy();
  expect(field().value).toBe('Node1');
  await type('anna{Enter}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(page.source.sent).toEqual([['peer.rename', { id, name: 'anna' }]]);
});

test('sends nothing where the name is the same', async () => {
  await page.user.click(rename());
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(page.source.sent).toEqual([]);
});

test('says what is wrong with a name that the protocol cannot carry', async () => {
  await type('two words');
  expect(field().getAttribute('aria-invalid')).toBe('true');
  expect(rename().disabled).toBe(true);
  await page.user.keyboard('{Enter}');
  expect(page.source.sent).toEqual([]);
});

test('shows the refusal of the lab beside the field, until another name is typed', async () => {
  page.source.answers.set('peer.rename', () => {
    throw new ORPCError('CONFLICT', { data: { code: 'refused', sentence: 'The name is taken.' } });
  });
  await type('anna{Enter}');
  expect(await screen.findByText('The name is taken.')).toBeTruthy();
  await type('ben');
  expect(screen.queryByText('The name is taken.')).toBeNull();
});
