import { act, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { type Rendered, renderInLab } from '../../../test/page/render-in-lab';
import { EXPERIMENT_VARIANTS } from '../../shared/experiment/experiment';
import { Dialogs } from './Dialogs';
import { openDialog } from './open-dialog';

let page: Rendered;

beforeEach(() => {
  page = renderInLab(<Dialogs />);
  act(() => openDialog(page.lab, { kind: 'experiment' }));
});

const field = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name });
const fill = async (name: string, text: string) => {
  await page.user.clear(field(name));
  await page.user.type(field(name), text);
};
const run = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Run' });

test('runs the chosen variant with its numbers and queries', async () => {
  await page.user.click(screen.getByRole('radio', { name: EXPERIMENT_VARIANTS['two-leave'].title }));
  await fill('Peers', '12');
  await fill('Seed', '9');
  await page.user.type(field('Queries'), 'Happy Feet{Enter}Windows XP');
  await page.user.click(run());
  await waitFor(() => expect(page.source.sent).toHaveLength(1));
  const [[, input] = []] = page.source.sent;
  expect(input).toMatchObject({
    ...{ variant: 'two-leave', peers: 12, seed: 9 },
    queries: ['Happy Feet', 'Windows XP'],
  });
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('says what it will do before it begins', async () => {
  const dialog = screen.getByRole('dialog', { name: 'Run the experiment' });
  expect(dialog.textContent).toContain('750 searches');
  await page.user.click(screen.getByRole('radio', { name: EXPERIMENT_VARIANTS['five-trials'].title }));
  expect(dialog.textContent).toContain('1,250 searches');
});

test('does not begin with a number that is out of range', async () => {
  await fill('Peers', '7');
  expect(field('Peers').getAttribute('aria-invalid')).toBe('true');
  expect(run().disabled).toBe(true);
  await page.user.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(page.source.sent).toEqual([]);
});
