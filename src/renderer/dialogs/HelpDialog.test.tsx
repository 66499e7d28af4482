import { act, screen } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { type Rendered, renderInLab } from '../../../test/page/render-in-lab';
import { Dialogs } from './Dialogs';
import { openDialog } from './open-dialog';

let page: Rendered;

beforeEach(async () => {
  page = renderInLab(<Dialogs />);
  act(() => openDialog(page.lab, { kind: 'help' }));
  await screen.findByRole('dialog', { name: 'Help' }, { timeout: 10_000 });
});

test('begins with the keys and gestures', () => {
  const panel = screen.getByRole('tabpanel', { name: 'Keys and gestures' });
  expect(panel.textContent).toContain('N');
  expect(panel.querySelectorAll('kbd').length).toBeGreaterThan(20);
});

test('has the documents of the repository, one of them at a time, and says what the program is', async () => {
  const documents = screen.getAllByRole('tab').slice(1, -1);
  expect(documents.length).toBeGreaterThan(1);
  for (const tab of documents) {
    await page.user.click(tab);
    const panels = screen.getAllByRole('tabpanel');
    expect(panels).toHaveLength(1);
    expect(panels[0]?.textContent?.length).toBeGreaterThan(1_000);
  }
  await page.user.click(screen.getByRole('tab', { name: 'About' }));
  expect(screen.getByText(/free software under the MIT license/)).toBeTruthy();
});
