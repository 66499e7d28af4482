import type { Page } from '@playwright/test';
import { Hand, keepScreen, sizeOf } from '../hand';
import { expect, test } from '../lab-test';
import { expectJoined, pictureOf } from '../picture';

interface View {
  /** CSS pixels for one unit of the canvas. */
  readonly scale: number;
  /** Mean of where the peers are drawn, in CSS pixels of the page. */
  readonly x: number;
  readonly y: number;
}

/** @returns how the canvas is looked at, measured by what is drawn, once nothing moves */
async function viewOf(page: Page): Promise<View> {
  await new Hand(page).stillness();
  const { peers } = await pictureOf(page);
  const spread = (values: readonly number[]) => Math.max(...values) - Math.min(...values);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const xs = peers.map(({ x }) => x);
  return {
    scale: spread(xs) / spread(peers.map(({ at }) => at.x)),
    x: mean(xs),
    y: mean(peers.map(({ y }) => y)),
  };
}

test('keys zoom and fit the view, with no field in focus', async ({ page, api }) => {
  await api.addPeers({ count: 6, wiring: 'ring' });
  await expectJoined(page, api, 6);
  const { scale: fitted, ...middle } = await viewOf(page);
  await page.keyboard.press('+');
  expect((await viewOf(page)).scale).toBeGreaterThan(fitted * 1.1);
  await page.keyboard.press('-');
  await page.keyboard.press('-');
  expect((await viewOf(page)).scale).toBeLessThan(fitted * 0.95);
  await page.keyboard.press('f');
  await expect.poll(async () => (await viewOf(page)).scale).toBeCloseTo(fitted, 2);
  expect((await viewOf(page)).x).toBeCloseTo(middle.x, 0);

  // In a field they are letters.
  await page.getByRole('combobox', { name: 'Find a peer' }).pressSequentially('+-');
  expect((await viewOf(page)).scale).toBeCloseTo(fitted, 2);
});

test('a wheel zooms to the place that it points at, and a drag on empty canvas moves the view', async ({
  page,
  api,
}) => {
  const { peers } = await api.addPeers({ count: 6, wiring: 'ring' });
  await expectJoined(page, api, 6);
  const hand = new Hand(page);
  const id = peers[0]?.id ?? '';
  const before = await hand.peer(id);
  const { scale } = await viewOf(page);
  await page.mouse.move(before.x, before.y);
  await page.mouse.wheel(0, -300);
  await expect.poll(async () => (await viewOf(page)).scale).toBeGreaterThan(scale * 1.2);
  const zoomed = await hand.peer(id);
  // The mouse stands on whole pixels.
  expect(Math.hypot(zoomed.x - before.x, zoomed.y - before.y)).toBeLessThan(2);

  const spot = await hand.emptySpot();
  const start = await viewOf(page);
  await page.mouse.move(spot.x, spot.y);
  await page.mouse.down();
  await page.mouse.move(spot.x + 90, spot.y + 40, { steps: 6 });
  await page.mouse.up();
  const moved = await viewOf(page);
  expect(moved.x - start.x).toBeCloseTo(90, 0);
  expect(moved.y - start.y).toBeCloseTo(40, 0);
});

test('Z freezes the layout: peers that come move nobody, until it is released', async ({
  page,
  api,
}, info) => {
  const { peers } = await api.addPeers({ count: 8 });
  await expectJoined(page, api, 8);
  const frozen = page.getByRole('status').filter({ hasText: 'Layout frozen' });
  const places = async () => {
    await new Hand(page).stillness();
    const drawn = (await pictureOf(page)).peers;
    return peers.map(
      ({ id }) => drawn.find((peer) => peer.id === id)?.at ?? { x: Number.NaN, y: Number.NaN },
    );
  };
  const before = await places();
  /** @returns the greatest way, in units of the canvas, that one of the first peers has moved */
  const moved = async () =>
    Math.max(
      ...(await places()).map(({ x, y }, n) => Math.hypot(x - (before[n]?.x ?? 0), y - (before[n]?.y ?? 0))),
    );

  await page.keyboard.press('z');
  await expect(frozen).toBeVisible();
  await expect(page.getByRole('button', { name: 'Release layout' })).toHaveAttribute('aria-pressed', 'true');
  await api.addPeers({ count: 8 });
  await expectJoined(page, api, 16);
  await keepScreen(page, info.project.name, 'frozen');
  expect(await moved()).toBeLessThan(0.01);

  await page.keyboard.press('z');
  await expect(frozen).toBeHidden();
  await expect.poll(moved).toBeGreaterThan(1);
});

test('the overview appears when there is more than the view shows, and a press on it looks there', async ({
  page,
  api,
}, info) => {
  await api.addPeers({ count: 14, wiring: 'ring' });
  await expectJoined(page, api, 14);
  await viewOf(page);
  const overview = page.locator('canvas[class*="minimap"]');
  await expect(overview).toBeHidden();
  for (let times = 0; times < 4; times += 1) await page.keyboard.press('+');
  await expect(overview).toBeVisible();
  await keepScreen(page, info.project.name, 'overview');

  const box = await overview.boundingBox();
  if (!box) throw new Error('the overview has no place');
  const press = (x: number, y: number) => page.mouse.click(box.x + x * box.width, box.y + y * box.height);
  const { width, height } = await sizeOf(page);
  await press(0.1, 0.5);
  // What is at the left comes to the middle, so all of the picture is drawn further to the right.
  const left = await viewOf(page);
  expect(left.x).toBeGreaterThan(width / 2);
  await press(0.9, 0.5);
  const right = await viewOf(page);
  expect(right.x).toBeLessThan(left.x - 200);
  expect(right.scale).toBeCloseTo(left.scale, 5);
  await press(0.5, 0.1);
  expect((await viewOf(page)).y).toBeGreaterThan(height / 2);
  await page.keyboard.press('f');
  await expect(overview).toBeHidden();
});

test('the legend folds and unfolds, and stays as it was left over a reload', async ({ page, api }) => {
  await api.addPeers({ count: 2 });
  await expectJoined(page, api, 2);
  const legend = page.getByRole('region', { name: 'Legend' });
  const fold = legend.getByRole('button', { name: 'Legend' });
  const gestures = legend.getByRole('button', { name: 'Gestures' });
  const entry = legend.getByText('Only one lists the other');
  if ((await fold.getAttribute('aria-expanded')) === 'false') await fold.click();
  await expect(entry).toBeVisible();
  await expect(legend.getByText('selects an area')).toBeHidden();
  await gestures.click();
  await expect(legend.getByText('selects an area')).toBeVisible();
  await page.reload();
  await expect(legend.getByText('selects an area')).toBeVisible();

  await fold.click();
  await expect(entry).toBeHidden();
  await expect(fold).toHaveAttribute('aria-expanded', 'false');
  await page.reload();
  await expectJoined(page, api, 2);
  await expect(fold).toHaveAttribute('aria-expanded', 'false');
  await expect(entry).toBeHidden();
  await fold.click();
  await expect(entry).toBeVisible();
});

test('the view is fitted again once everything is removed, wherever the user had looked', async ({
  page,
  api,
}) => {
  const { peers } = await api.addPeers({ count: 5, wiring: 'ring' });
  await expectJoined(page, api, 5);
  const hand = new Hand(page);
  const canvas = await page.getByRole('application', { name: 'Network' }).boundingBox();
  if (canvas === null) throw new Error('there is no canvas');
  const isInView = ({ x, y }: { x: number; y: number }) =>
    x > canvas.x && y > canvas.y && x < canvas.x + canvas.width && y < canvas.y + canvas.height;
  // Far away from everything: from here on the view is the user's.
  const { x, y } = await hand.emptySpot();
  for (let turn = 0; turn < 2; turn += 1) {
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 700, y + 400, { steps: 4 });
    await page.mouse.up();
  }
  await hand.stillness();
  expect((await pictureOf(page)).peers.some(isInView)).toBe(false);

  for (const { id } of peers) await api.remove(id);
  await expect.poll(async () => (await pictureOf(page)).peers.length).toBe(0);
  await hand.stillness();
  expect(isInView((await pictureOf(page)).bootstrap)).toBe(true);
  await api.addPeers({ count: 5, wiring: 'ring' });
  await expectJoined(page, api, 5);
  await hand.stillness();
  expect((await pictureOf(page)).peers.every(isInView)).toBe(true);
});

test('the view is as before once a shown search is closed, wherever the user looked meanwhile', async ({
  page,
  api,
}) => {
  const { peers } = await api.addPeers({ count: 6, wiring: 'ring' });
  const [origin, , holder] = peers.map(({ id }) => id);
  if (!origin || !holder) throw new Error('no peers');
  await api.share(holder, { names: ['Zebra Song'] });
  await expectJoined(page, api, 6);
  const showSearch = async () => {
    await page.keyboard.press('s');
    const field = page.getByRole('combobox', { name: 'Words of a file name' });
    await field.fill('Zebra Song');
    await field.press('Enter');
    await expect(page.getByRole('table', { name: 'Results' }).getByRole('row')).toHaveCount(2);
    await expect.poll(async () => (await pictureOf(page)).anatomy).not.toBeNull();
  };
  const closeSearch = async () => {
    await page.getByRole('button', { name: 'Leave the anatomy' }).click();
    await expect.poll(async () => (await pictureOf(page)).anatomy).toBeNull();
  };
  await new Hand(page).clickPeer(origin);
  // The panel of searches takes room from the canvas: it is open before and after.
  await page.keyboard.press('s');
  await expect(page.getByRole('combobox', { name: 'Words of a file name' })).toBeFocused();
  const application = page.getByRole('application', { name: 'Network' });
  await application.focus();
  const fitted = await viewOf(page);

  await showSearch();
  await application.focus();
  for (let turn = 0; turn < 3; turn += 1) await page.keyboard.press('+');
  expect((await viewOf(page)).scale).toBeGreaterThan(fitted.scale * 1.3);
  await closeSearch();
  await expect.poll(async () => (await viewOf(page)).scale).toBeCloseTo(fitted.scale, 2);
  const { x, y } = await viewOf(page);
  expect(Math.hypot(x - fitted.x, y - fitted.y)).toBeLessThan(3);

  // A view that the user chose is the one to come back to.
  await application.focus();
  for (let turn = 0; turn < 2; turn += 1) await page.keyboard.press('-');
  const chosen = await viewOf(page);
  expect(chosen.scale).toBeLessThan(fitted.scale * 0.95);
  await showSearch();
  await application.focus();
  await page.keyboard.press('f');
  await page.keyboard.press('+');
  await closeSearch();
  // The key that fits gives up the chosen view.
  await expect.poll(async () => (await viewOf(page)).scale).toBeCloseTo(fitted.scale, 2);
});
