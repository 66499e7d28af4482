import type { Page } from '@playwright/test';
import { Hand, keepScreen } from '../hand';
import { expect, test } from '../lab-test';
import { expectJoined, expectTruePicture, pictureOf } from '../picture';

const UNDO = 'ControlOrMeta+z';
const REDO = 'ControlOrMeta+Shift+z';

const notice = (page: Page) => page.getByRole('region', { name: 'Notices' }).getByRole('article');

test('Undo in the notice of a removal links the peer to its neighbours again', async ({
  page,
  api,
}, info) => {
  const { peers } = await api.addPeers({ count: 6, wiring: 'ring' });
  const before = await expectJoined(page, api, 6);
  const [id] = peers.map((peer) => peer.id);
  if (!id) throw new Error('no peer');
  const hand = new Hand(page);
  await hand.clickPeer(id);
  await page.keyboard.press('Delete');
  await expect(notice(page)).toContainText('Node1 was removed');
  await expect.poll(async () => (await api.network()).peers.length).toBe(5);
  await hand.stillness();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await keepScreen(page, info.project.name, `undo-notice-${colorScheme}`);
  }
  await notice(page).getByRole('button', { name: 'Undo' }).click();

  await expect(notice(page)).toContainText('Undone: removing Node1');
  const after = await expectJoined(page, api, 6);
  const tables = (network: typeof before) =>
    Object.fromEntries(network.peers.map((peer) => [peer.name, peer.neighbours.map((one) => one.id).sort()]));
  expect(tables(after)).toEqual(tables(before));

  await notice(page).getByRole('button', { name: 'Redo' }).click();
  await expect.poll(async () => (await api.network()).peers.length).toBe(5);
});

test('many that were removed are restored by one step, and a link that was drawn is left again', async ({
  page,
  api,
  hostKind,
  lab,
}) => {
  const { peers } = await api.addPeers({ count: 4, wiring: 'ring' });
  const [a, , c] = peers.map(({ id }) => id);
  const before = await expectJoined(page, api, 4);
  const links = (await pictureOf(page)).links.length;
  if (!a || !c) throw new Error('no peers');
  await new Hand(page).drawLine(a, c);
  await expect.poll(async () => (await pictureOf(page)).links.length).toBe(links + 1);

  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('Delete');
  await page.getByRole('button', { name: 'Remove 4 peers' }).click();
  await expect(notice(page)).toContainText('4 peers were removed');

  // The menu of the desktop app does the same as the keys.
  if (hostKind === 'desktop') await lab.desktop?.chooseMenu('undo');
  else await page.keyboard.press(UNDO);
  await expectJoined(page, api, 4);
  await expect.poll(async () => (await pictureOf(page)).links.length).toBe(links + 1);
  await page.keyboard.press(UNDO);
  await expect.poll(async () => (await pictureOf(page)).links.length).toBe(links);
  const after = await expectTruePicture(page, api);
  expect(after.peers.map(({ name }) => name).sort()).toEqual(before.peers.map(({ name }) => name).sort());

  // The menu of the canvas names what is next.
  await page.keyboard.press('Escape');
  const spot = await new Hand(page).emptySpot();
  await page.mouse.click(spot.x, spot.y, { button: 'right' });
  await page.getByRole('menuitem', { name: /^Redo linking Node1 to Node3/ }).click();
  await expect.poll(async () => (await pictureOf(page)).links.length).toBe(links + 1);
});

test('a peer is renamed, and Ctrl+Z gives it its name back', async ({ page, api }, info) => {
  const { peers } = await api.addPeers({ count: 2, wiring: 'line' });
  await expectJoined(page, api, 2);
  const id = peers[0]?.id ?? 'none';
  await new Hand(page).clickPeer(id);
  await page.keyboard.press('F2');
  const dialog = page.getByRole('dialog', { name: 'Rename Node1' });
  const field = dialog.getByRole('textbox', { name: 'Name' });
  await field.fill('two words');
  await expect(dialog).toContainText('a name holds no blank');
  await field.fill('anna');
  // In a field the keys are the field's own: nothing in the network is undone.
  await page.keyboard.press(UNDO);
  await expect(field).not.toHaveValue('anna');
  await field.fill('anna');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await keepScreen(page, info.project.name, `rename-${colorScheme}`);
  }
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(notice(page)).toContainText('Node1 was renamed to anna');
  const names = async () => (await api.network()).peers.map(({ name }) => name);
  const registry = async () => (await api.network()).bootstrap.registry.find(({ peer }) => peer === id)?.name;
  expect(await names()).toEqual(['anna', 'Node2']);
  expect(await registry()).toBe('anna');
  await expectTruePicture(page, api);
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await expect(inspector.getByRole('heading', { name: 'anna' })).toBeVisible();

  await page.keyboard.press(UNDO);
  await expect.poll(names).toEqual(['Node1', 'Node2']);
  expect(await registry()).toBe('Node1');
  await page.keyboard.press(REDO);
  await expect.poll(names).toEqual(['anna', 'Node2']);
});

test('Ctrl+Z puts back what was dragged, and lets go what was not held', async ({ page, api }) => {
  const { peers } = await api.addPeers({ count: 6, wiring: 'ring' });
  await expectJoined(page, api, 6);
  const hand = new Hand(page);
  const id = peers[0]?.id ?? 'none';
  // A peer of a ring is held by its arrangement, so that the place that it had is known exactly.
  const placeOf = async () => {
    await hand.stillness();
    const { peers: drawn } = await pictureOf(page);
    const origin = drawn.find((peer) => peer.id === peers[3]?.id);
    const peer = drawn.find((one) => one.id === id);
    if (!origin || !peer) throw new Error('a peer is not drawn');
    return { x: Math.round(peer.x - origin.x), y: Math.round(peer.y - origin.y) };
  };
  const before = await placeOf();
  const { x, y } = await hand.peer(id);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 60, y + 40, { steps: 5 });
  await page.mouse.up();
  await expect.poll(placeOf).not.toEqual(before);
  const after = await placeOf();

  await page.keyboard.press(UNDO);
  await expect.poll(placeOf).toEqual(before);
  await page.keyboard.press('ControlOrMeta+y');
  await expect.poll(placeOf).toEqual(after);
});

test('Ctrl+Z takes settings back', async ({ page, api }) => {
  const settings = async () => (await api.network()).settings;
  const { timeToLive, walkers } = await settings();
  await page.keyboard.press(',');
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('textbox', { name: 'Search time-to-live' }).fill(String(timeToLive + 1));
  await dialog.getByRole('textbox', { name: 'Walkers' }).fill(String(walkers + 1));
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  expect(await settings()).toMatchObject({ timeToLive: timeToLive + 1, walkers: walkers + 1 });
  await page.keyboard.press(UNDO);
  await expect.poll(settings).toMatchObject({ timeToLive, walkers });
});
