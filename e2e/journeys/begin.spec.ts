import { Hand, keepScreen } from '../hand';
import { expect, test } from '../lab-test';
import { expectJoined, expectTruePicture, islandsOf } from '../picture';

test('an empty lab says what to do, and starts with ten peers that all join as one', async ({
  page,
  api,
}, info) => {
  await expect(page.getByRole('button', { name: /start with 10 peers/i })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Bootstrap server .*, running$/ })).toBeVisible();
  expect((await expectTruePicture(page, api)).peers).toEqual([]);
  await keepScreen(page, info.project.name, 'empty');

  await page.getByRole('button', { name: /start with 10 peers/i }).click();
  const network = await expectJoined(page, api, 10);
  expect(islandsOf(network)).toBe(1);
  expect(network.bootstrap.registry).toHaveLength(10);
  await expect(page.getByRole('status', { name: 'Network status' })).toContainText('1 island');
  await expect(page.getByRole('button', { name: /start with 10 peers/i })).toBeHidden();
  await new Hand(page).stillness();
  await keepScreen(page, info.project.name, 'ten-peers');
});

test('a double click on the canvas adds a peer there', async ({ page, api }) => {
  await api.addPeers({ count: 3 });
  await expectJoined(page, api, 3);
  const hand = new Hand(page);
  const known = new Set((await api.network()).peers.map(({ id }) => id));
  const spot = await hand.emptySpot();
  await page.mouse.dblclick(spot.x, spot.y);

  const network = await expectJoined(page, api, 4);
  const added = network.peers.find(({ id }) => !known.has(id));
  const drawn = await hand.peer(added?.id ?? '');
  expect(Math.hypot(drawn.x - spot.x, drawn.y - spot.y)).toBeLessThan(24);
});

test('the window comes back with the same picture after a reload', async ({ page, api }) => {
  await api.addPeers({ count: 12, wiring: 'small-world' });
  const before = await expectJoined(page, api, 12);
  await page.reload();
  const after = await expectTruePicture(page, api);
  expect(after.peers.map(({ id, neighbours }) => [id, neighbours])).toEqual(
    before.peers.map(({ id, neighbours }) => [id, neighbours]),
  );
  // And it is live again, not a still.
  await page.keyboard.press('n');
  await expectJoined(page, api, 13);
});

test('two windows show the same picture', async ({ lab, page, api }) => {
  await api.addPeers({ count: 5 });
  await expectJoined(page, api, 5);
  const other = await lab.newWindow();
  await expectJoined(other, api, 5);

  await other.getByRole('button', { name: 'Add peer' }).click();
  const network = await expectJoined(page, api, 6);
  await expectTruePicture(other, api);
  await page.bringToFront();
  await new Hand(page).press(network.peers[0]?.id ?? '', 'Crash');
  await expect.poll(async () => (await api.network()).peers[0]?.phase).toBe('crashed');
  await expectTruePicture(page, api);
  await expectTruePicture(other, api);
});
