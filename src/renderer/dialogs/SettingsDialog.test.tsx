import { act, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { type Rendered, renderInLab } from '../../../test/page/render-in-lab';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/settings/settings';
import { Dialogs } from './Dialogs';
import { openDialog } from './open-dialog';

let page: Rendered;

beforeEach(() => {
  page = renderInLab(<Dialogs />, {
    type: 'settings:defaulted',
    field: 'bootstrapCapacity',
    why: 'it must be a whole number.',
  });
  page.source.answers.set('settings.update', (change: Partial<Settings>) => ({
    ...DEFAULT_SETTINGS,
    ...change,
  }));
  act(() => openDialog(page.lab, { kind: 'settings' }));
});

// So many elements that whether each is visible takes seconds to find out.
const dialog = () => within(screen.getByRole('dialog', { hidden: true }));
const field = (name: string) => dialog().getByLabelText<HTMLInputElement>(name);
const description = (element: HTMLElement) =>
  (element.getAttribute('aria-describedby') ?? '')
    .split(' ')
    .map((id) => document.getElementById(id)?.textContent)
    .join(' ');
const updates = () => page.source.sent.filter(([command]) => command === 'settings.update');
const closed = () => waitFor(() => expect(screen.queryByRole('dialog', { hidden: true })).toBeNull());

test('marks a field whose stored value cannot be used, and no other', () => {
  const note =
    'The stored value cannot be used (it must be a whole number). This is the default; Save stores it.';
  expect(description(field('Capacity'))).toContain(note);
  expect(description(field('Bind address'))).not.toContain('stored value');
});

test('stores the default of such a field, though nothing was typed', async () => {
  await page.user.click(dialog().getByRole('button', { name: 'Save', hidden: true }));
  await closed();
  expect(updates()).toEqual([['settings.update', { bootstrapCapacity: DEFAULT_SETTINGS.bootstrapCapacity }]]);
});

test('sends what was changed, and closes once it is in force', async () => {
  await page.user.clear(field('Bind address'));
  await page.user.type(field('Bind address'), '0.0.0.0');
  expect(dialog().getByText(/every machine that reaches this one/)).toBeTruthy();
  await page.user.click(dialog().getByLabelText('Random walks'));
  await page.user.click(dialog().getByRole('button', { name: 'Save', hidden: true }));
  await closed();
  expect(updates()[0]?.[1]).toMatchObject({ bindHost: '0.0.0.0', searchStrategy: 'random-walk' });
});

test('says in place what is wrong, and saves nothing of it', async () => {
  await page.user.clear(field('Capacity'));
  await page.user.type(field('Capacity'), 'many');
  expect(field('Capacity').getAttribute('aria-invalid')).toBe('true');
  expect(dialog().getByRole('button', { name: 'Save', hidden: true })).toHaveProperty('disabled', true);
  await page.user.click(dialog().getByRole('button', { name: 'Cancel', hidden: true }));
  await closed();
  expect(updates()).toEqual([]);
});

test('stays open with the refusal of the lab', async () => {
  page.source.answers.set('settings.update', () => {
    throw new Error('The disk is full.');
  });
  await page.user.click(dialog().getByRole('button', { name: 'Save', hidden: true }));
  expect((await dialog().findByRole('alert', { hidden: true })).textContent).not.toBe('');
});
