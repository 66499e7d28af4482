import { Hand, keepScreen } from '../hand';
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

test('S marks the query before, so that the next one takes its place', async ({ page, api }) => {
  await api.addPeers({ count: 2, wiring: 'line' });
  await expectJoined(page, api, 2);
  await page.keyboard.press('s');
  const query = page.getByRole('combobox', { name: 'Words of a file name' });
  await query.fill('an old query');
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Searches' }).focus();
  await page.keyboard.press('s');
  await expect(query).toBeFocused();
  await page.keyboard.type('new');
  await expect(query).toHaveValue('new');
});

test('the address of the selected peer is copied by its button', async ({ page, api, hostKind }, info) => {
  if (hostKind === 'browser') await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const { peers } = await api.addPeers({ count: 1 });
  await expectJoined(page, api, 1);
  await new Hand(page).clickPeer(peers[0]?.id ?? 'none');
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await inspector.getByRole('button', { name: 'Copy the address' }).click();
  await expect(inspector.getByRole('button', { name: 'Copied' })).toBeVisible();
  if (hostKind === 'browser')
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(peers[0]?.id);
  await keepScreen(page, info.project.name, 'address-copied');
});
