import { act, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { type Rendered, renderInLab } from '../../../test/page/render-in-lab';
import { Dialogs } from './Dialogs';
import { openDialog } from './open-dialog';

let page: Rendered;

beforeEach(() => {
  page = renderInLab(<Dialogs />);
  open();
});

const open = () => act(() => openDialog(page.lab, { kind: 'add-many' }));
const field = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name });
const fill = async (name: string, text: string) => {
  await page.user.clear(field(name));
  await page.user.type(field(name), text);
};
const added = () => page.source.sent.filter(([command]) => command === 'peer.add').map(([, input]) => input);

test('adds as many peers as asked for, wired as chosen', async () => {
  await fill('How many', '12');
  await page.user.click(screen.getByRole('radio', { name: 'Small world' }));
  await fill('Share rewired', '0.25');
  await fill('Seed', '7');
  await page.user.click(screen.getByRole('button', { name: 'Add 12 peers' }));
  await waitFor(() => expect(added()).toEqual([{ count: 12, wiring: 'small-world', rewire: 0.25, seed: 7 }]));
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('asks for a name and a port, and for no wiring, where it is one peer', async () => {
  await fill('How many', '1');
  expect(screen.queryByRole('radio')).toBeNull();
  await fill('Name', 'anna');
  await fill('Port', '6001');
  await page.user.click(screen.getByRole('button', { name: 'Add 1 peer' }));
  await waitFor(() =>
    expect(added()).toEqual([expect.objectContaining({ count: 1, name: 'anna', port: 6001 })]),
  );
});

test('a port is for one peer only', async () => {
  await fill('How many', '2');
  expect(field('Port').disabled).toBe(true);
});

test('says what is wrong with a number, and adds nothing', async () => {
  await fill('How many', '10001');
  expect(field('How many').getAttribute('aria-invalid')).toBe('true');
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Add' }).disabled).toBe(true);
  await page.user.type(field('How many'), '{Enter}');
  expect(added()).toEqual([]);
});

test('begins with what was chosen last in this lab, save for the name', async () => {
  await fill('How many', '5');
  await fill('Name', 'anna');
  await page.user.click(screen.getByRole('radio', { name: 'Star' }));
  await page.user.click(screen.getByRole('button', { name: 'Add 5 peers' }));
  open();
  expect([field('How many').value, field('Name').value]).toEqual(['5', '']);
  expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Star' }).checked).toBe(true);
});
