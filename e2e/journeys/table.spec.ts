import type { Page } from '@playwright/test';
import { keepScreen } from '../hand';
import { expect, test } from '../lab-test';
import { expectJoined, expectTruePicture } from '../picture';

const grid = (page: Page) => page.getByRole('grid', { name: 'Peers' });
test('the table sorts by each column, and the other way round', async ({ page, api }, info) => {
  for (const name of ['carl', 'anna', 'ben']) await api.addPeers({ count: 1, name });
  await expectJoined(page, api, 3);
  await page.keyboard.press('t');
  const names = async () => {
    const cells = await grid(page).getByRole('gridcell').allTextContents();
    return cells.filter((text) => ['anna', 'ben', 'carl'].includes(text));
  };
  await grid(page).getByRole('button', { name: 'Peer', exact: true }).click();
  await expect.poll(names).toEqual(['anna', 'ben', 'carl']);
  await expect(grid(page).getByRole('columnheader', { name: 'Peer' })).toHaveAttribute(
    'aria-sort',
    'ascending',
  );
  await grid(page).getByRole('button', { name: 'Peer', exact: true }).click();
  await expect.poll(names).toEqual(['carl', 'ben', 'anna']);
  await keepScreen(page, info.project.name, 'table-sorted');
});

test('several rows are selected with the mouse and crashed together', async ({ page, api }, info) => {
  await api.addPeers({ count: 5, wiring: 'ring' });
  await expectJoined(page, api, 5);
  await page.keyboard.press('t');
  // Ports are any free ones here, so the order of addresses is not that of names.
  await grid(page).getByRole('button', { name: 'Peer', exact: true }).click();
  const row = (name: string) => grid(page).getByRole('row').filter({ hasText: name });
  await row('Node1').click();
  await row('Node3').click({ modifiers: ['Shift'] });
  await expect(grid(page).getByRole('row', { selected: true })).toHaveCount(3);
  await row('Node2').click({ modifiers: ['ControlOrMeta'] });
  await expect(grid(page).getByRole('row', { selected: true })).toHaveCount(2);
  await expect(page.getByText('5 peers · 2 selected')).toBeVisible();
  await keepScreen(page, info.project.name, 'table-selected');

  await page.getByRole('button', { name: 'Act on selected…' }).click();
  await page.getByRole('menuitem', { name: /^Crash/ }).click();
  await expect
    .poll(async () =>
      (await api.network()).peers.filter(({ phase }) => phase === 'crashed').map(({ name }) => name),
    )
    .toEqual(['Node1', 'Node3']);
  await expectTruePicture(page, api);
});

test('a right click on a row opens the menu of that peer', async ({ page, api }, info) => {
  await api.addPeers({ count: 2, wiring: 'line' });
  await expectJoined(page, api, 2);
  await page.keyboard.press('t');
  await grid(page).getByRole('row').filter({ hasText: 'Node2' }).click({ button: 'right' });
  const menu = page.getByRole('menu');
  await expect(menu).toBeVisible();
  await keepScreen(page, info.project.name, 'table-menu');
  await menu.getByRole('menuitem', { name: /^Leave/ }).click();
  await expect
    .poll(async () => (await api.network()).peers.find(({ name }) => name === 'Node2')?.phase)
    .toBe('left');
});
