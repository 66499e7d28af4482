import { act, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { type Rendered, renderInLab } from '../../../test/page/render-in-lab';
import type { PeerId } from '../../shared/network/events';
import { Dialogs } from './Dialogs';
import { openDialog } from './open-dialog';

const ids = Array.from({ length: 7 }, (_, index): PeerId => `127.0.0.1:${5001 + index}`);
let page: Rendered;

beforeEach(() => {
  page = renderInLab(
    <Dialogs />,
    ...ids.map(
      (peer, index) => ({ type: 'peer:added', peer, name: `Node${index + 1}`, hosted: true }) as const,
    ),
  );
  page.source.answers.set('peer.remove', () => ({ removal: 'r1' }));
  act(() => openDialog(page.lab, { kind: 'remove', ids }));
});

test('names the first few, and counts the others', () => {
  const dialog = screen.getByRole('alertdialog', { name: 'Remove 7 peers?' });
  expect(dialog.textContent).toContain('Node1, Node2, Node3, Node4, Node5 and 2 more will leave the overlay');
});

test('removes nothing where they are to be kept', async () => {
  await page.user.click(screen.getByRole('button', { name: 'Keep them' }));
  await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
  expect(page.source.sent).toEqual([]);
});

test('removes every one of them', async () => {
  await page.user.click(screen.getByRole('button', { name: 'Remove 7 peers' }));
  await waitFor(() => expect(page.source.sent).toEqual(ids.map((id) => ['peer.remove', { id }])));
  expect(screen.queryByRole('alertdialog')).toBeNull();
});
