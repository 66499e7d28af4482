import { Hand, keepScreen } from '../hand';
import { expect, test } from '../lab-test';
import { expectJoined, expectTruePicture, pictureOf } from '../picture';

test('a right click on a peer selects it and opens its menu', async ({ page, api }, info) => {
  const { peers } = await api.addPeers({ count: 3, wiring: 'line' });
  await expectJoined(page, api, 3);
  const middle = peers[1]?.id ?? '';
  const { x, y } = await new Hand(page).peer(middle);
  await page.mouse.click(x, y, { button: 'right' });
  const menu = page.getByRole('menu', { name: 'Peer actions' });
  await expect(menu).toContainText(peers[1]?.name ?? 'none');
  await expect(menu.getByRole('menuitem', { name: /^Restart/ })).toHaveAttribute('aria-disabled', 'true');
  await keepScreen(page, info.project.name, 'menu-peer');
  await menu.getByRole('menuitem', { name: /^Crash/ }).click();
  await expect(menu).toBeHidden();
  await expect
    .poll(async () => (await api.network()).peers.map(({ phase }) => phase))
    .toEqual(['joined', 'crashed', 'joined']);
  await expectTruePicture(page, api);
  await expect(page.getByRole('heading', { name: peers[1]?.name ?? 'none', level: 2 })).toBeVisible();
});

test('a right click on one of several selected peers acts on all of them', async ({ page, api }) => {
  const { peers } = await api.addPeers({ count: 3, wiring: 'line' });
  await expectJoined(page, api, 3);
  await page.keyboard.press('Control+a');
  const { x, y } = await new Hand(page).peer(peers[2]?.id ?? '');
  await page.mouse.click(x, y, { button: 'right' });
  const menu = page.getByRole('menu', { name: 'Peer actions' });
  await expect(menu).toContainText('3 peers');
  await menu.getByRole('menuitem', { name: /^Leave/ }).click();
  await expect
    .poll(async () => (await api.network()).peers.map(({ phase }) => phase))
    .toEqual(['left', 'left', 'left']);
});

test('a right click on a link opens its menu, which goes to a side or removes the link', async ({
  page,
  api,
}, info) => {
  const { peers } = await api.addPeers({ count: 2, wiring: 'line' });
  await expectJoined(page, api, 2);
  const hand = new Hand(page);
  const [one, other] = [await hand.peer(peers[0]?.id ?? ''), await hand.peer(peers[1]?.id ?? '')];
  const middle = [(one.x + other.x) / 2, (one.y + other.y) / 2] as const;
  const menu = page.getByRole('menu', { name: 'Link actions' });
  await page.mouse.click(...middle, { button: 'right' });
  await keepScreen(page, info.project.name, 'menu-link');
  await menu.getByRole('menuitem', { name: `Go to ${peers[1]?.name}` }).click();
  await expect(page.getByRole('heading', { name: peers[1]?.name ?? 'none', level: 2 })).toBeVisible();

  await page.keyboard.press('f');
  const [from, to] = [await hand.peer(peers[0]?.id ?? ''), await hand.peer(peers[1]?.id ?? '')];
  await page.mouse.click((from.x + to.x) / 2, (from.y + to.y) / 2, { button: 'right' });
  await menu.getByRole('menuitem', { name: `${peers[0]?.name} leaves ${peers[1]?.name}` }).click();
  await expect.poll(async () => (await api.network()).peers.flatMap((peer) => peer.neighbours)).toEqual([]);
  expect((await expectTruePicture(page, api)).peers.map(({ phase }) => phase)).toEqual(['joined', 'joined']);
});

test('a right click on empty canvas opens its menu: a peer is added at that place', async ({
  page,
  api,
}, info) => {
  await api.addPeers({ count: 4, wiring: 'ring' });
  await expectJoined(page, api, 4);
  const spot = await new Hand(page).emptySpot();
  const [one, other] = (await pictureOf(page)).peers;
  if (!one || !other) throw new Error('nothing is drawn');
  const scale =
    Math.hypot(one.x - other.x, one.y - other.y) / Math.hypot(one.at.x - other.at.x, one.at.y - other.at.y);
  const place = { x: one.at.x + (spot.x - one.x) / scale, y: one.at.y + (spot.y - one.y) / scale };

  await page.mouse.click(spot.x, spot.y, { button: 'right' });
  const menu = page.getByRole('menu', { name: 'Canvas actions' });
  await expect(menu.getByRole('menuitem', { name: /^Freeze layout/ })).toBeVisible();
  await keepScreen(page, info.project.name, 'menu-canvas');
  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  expect((await api.network()).peers).toHaveLength(4);

  await page.mouse.click(spot.x, spot.y, { button: 'right' });
  await menu.getByRole('menuitem', { name: /^Add peer here/ }).click();
  await expectJoined(page, api, 5);
  await new Hand(page).stillness();
  const added = (await pictureOf(page)).peers.find(({ name }) => name === 'Node5');
  expect(Math.hypot((added?.at.x ?? 0) - place.x, (added?.at.y ?? 0) - place.y)).toBeLessThan(2);
});

test('Enter on the canvas opens the menu of the peer that the arrow keys selected', async ({ page, api }) => {
  await api.addPeers({ count: 1 });
  await expectJoined(page, api, 1);
  await new Hand(page).stillness();
  await page.getByRole('application', { name: 'Network' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  const menu = page.getByRole('menu', { name: 'Peer actions' });
  await expect(menu).toContainText('Node1');
  await menu.getByRole('menuitem', { name: /^Unregister/ }).click();
  await expect.poll(async () => (await api.network()).peers[0]?.registered).toBe(false);
});

test('a right click on the bootstrap server opens its own menu, and each entry does what it says', async ({
  page,
  api,
}, info) => {
  await api.addPeers({ count: 3, wiring: 'line' });
  await expectJoined(page, api, 3);
  const hand = new Hand(page);
  const menu = page.getByRole('menu', { name: 'Bootstrap server actions' });
  const choose = async (label: string) => {
    const { x, y } = await hand.bootstrap();
    await page.mouse.click(x, y, { button: 'right' });
    await menu.getByRole('menuitem', { name: label }).click();
    await expect(menu).toBeHidden();
  };
  const phase = async () => (await api.network()).bootstrap.phase;
  const closeDialog = async (name: string) => {
    const dialog = page.getByRole('dialog', { name });
    await expect(dialog).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  };

  const { x, y } = await hand.bootstrap();
  await page.mouse.click(x, y, { button: 'right' });
  await expect(menu.getByRole('menuitem', { name: 'Start bootstrap server' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await keepScreen(page, info.project.name, 'menu-bootstrap');
  // It is selected: the inspector shows it.
  await expect(page.getByRole('heading', { name: 'Bootstrap server', level: 2 })).toBeVisible();
  await page.keyboard.press('Escape');

  await choose('Stop bootstrap server');
  await expect.poll(phase).toBe('stopped');
  await choose('Start bootstrap server');
  await expect.poll(phase).toBe('running');
  await choose('Join this network…');
  await closeDialog('Join this network');
  await choose('Change settings');
  await closeDialog('Settings');
  await page.evaluate(
    '(globalThis.copied = null, navigator.clipboard.writeText = async (text) => { globalThis.copied = text; })',
  );
  await choose('Copy the address');
  const { address } = (await api.network()).bootstrap;
  expect(await page.evaluate('globalThis.copied')).toBe(address);

  // The conformance of a server that runs in another program can be checked, and it cannot be stopped here.
  await choose('Change settings');
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await settings.getByRole('textbox', { name: 'Server elsewhere' }).fill('127.0.0.1:9');
  await settings.getByRole('button', { name: 'Save' }).click();
  await expect.poll(phase).toBe('elsewhere');
  const spot = await hand.bootstrap();
  await page.mouse.click(spot.x, spot.y, { button: 'right' });
  await expect(menu.getByRole('menuitem', { name: 'Stop bootstrap server' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await menu.getByRole('menuitem', { name: 'Check conformance…' }).click();
  await closeDialog('Conformance of the bootstrap server');
});
