import { keepScreen } from '../hand';
import { expect, test } from '../lab-test';
import { expectJoined, expectTruePicture } from '../picture';

test('add, select and leave without a mouse', async ({ page, api }, info) => {
  await expect(page.getByRole('button', { name: /start with 10 peers/i })).toBeVisible();
  for (let count = 1; count <= 3; count += 1) {
    await page.keyboard.press('n');
    await expectJoined(page, api, count);
  }

  // The table of peers is the canvas for hands on the keyboard.
  await page.keyboard.press('t');
  const table = page.getByRole('grid', { name: /peers/i });
  await expect(table).toBeVisible();
  await page.keyboard.press('ArrowDown');
  const row = table.getByRole('row', { selected: true });
  await expect(row).toHaveCount(1);
  const label = await row.getByRole('gridcell').first().textContent();
  await keepScreen(page, info.project.name, 'keyboard');

  await page.keyboard.press('l');
  await expect
    .poll(async () => (await api.network()).peers.filter(({ phase }) => phase === 'left').length)
    .toBe(1);
  const network = await expectTruePicture(page, api);
  expect(network.peers.find(({ phase }) => phase === 'left')?.name).toBe(label);

  await page.keyboard.press('Escape');
  await expect(table.getByRole('row', { selected: true })).toHaveCount(0);
});
