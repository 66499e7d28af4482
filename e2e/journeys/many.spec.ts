import { Hand, keepScreen, sizeOf } from '../hand';
import { expect, test } from '../lab-test';
import { expectJoined, expectTruePicture, islandsOf, pictureOf } from '../picture';

test('adding many shows how far it is, and stops when told; what exists stays', async ({
  page,
  api,
}, info) => {
  await page.keyboard.press('m');
  const dialog = page.getByRole('dialog');
  await dialog
    .getByRole('textbox', { name: /how many|count|peers/i })
    .first()
    .fill('3000');
  await dialog.getByRole('button', { name: /^Add/ }).click();
  await expect(page.getByRole('progressbar', { name: 'Adding 3,000 peers' })).toBeVisible();
  await expect.poll(async () => (await api.network()).peers.length).toBeGreaterThan(20);
  await keepScreen(page, info.project.name, 'adding-many');
  await page.getByRole('button', { name: 'Cancel' }).click();

  await expect.poll(async () => (await api.network()).additions, { timeout: 20_000 }).toEqual([]);
  await expect(page.getByRole('progressbar', { name: 'Adding 3,000 peers' })).toBeHidden();
  const count = (await api.network()).peers.length;
  expect(count).toBeLessThan(3_000);
  expect((await expectTruePicture(page, api)).peers).toHaveLength(count);
  // However they came, the picture of them is whole and in view.
  await new Hand(page).stillness();
  const { width, height } = await sizeOf(page);
  for (const { name, x, y } of (await pictureOf(page)).peers)
    expect(x > 0 && y > 0 && x < width && y < height, `${name} is in view`).toBe(true);
});

test('a ring is wired by real joins', async ({ page, api }, info) => {
  await api.addPeers({ count: 24, wiring: 'ring' });
  const network = await expectJoined(page, api, 24);
  expect(islandsOf(network)).toBe(1);
  for (const { neighbours } of network.peers) expect(neighbours).toHaveLength(2);
  await new Hand(page).stillness();
  await keepScreen(page, info.project.name, 'ring');
});
