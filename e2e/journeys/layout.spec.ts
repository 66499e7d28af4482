import type { Page } from '@playwright/test';
import { Hand, keepScreen } from '../hand';
import { expect, test } from '../lab-test';
import { expectJoined, pictureOf } from '../picture';

interface Spot {
  readonly x: number;
  readonly y: number;
  readonly pinned: boolean;
}

/** @returns where each peer is drawn, in canvas units, once nothing moves */
async function spots(page: Page): Promise<Map<string, Spot>> {
  await page.bringToFront();
  await new Hand(page).stillness();
  const { peers } = await pictureOf(page);
  return new Map(peers.map(({ id, at, pinned }) => [id, { ...at, pinned }]));
}

async function expectSame(page: Page, expected: Map<string, Spot>): Promise<void> {
  await expect(async () => {
    const shown = await spots(page);
    expect([...shown.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [id, spot] of expected) {
      const other = shown.get(id);
      expect(other?.pinned).toBe(spot.pinned);
      expect(Math.hypot((other?.x ?? 0) - spot.x, (other?.y ?? 0) - spot.y)).toBeLessThan(3);
    }
  }).toPass({ timeout: 20_000 });
}

async function choose(page: Page, name: RegExp): Promise<void> {
  await page
    .getByRole('toolbar', { name: 'View' })
    .getByRole('button', { name: 'Layout', exact: true })
    .click();
  await page.getByRole('menuitem', { name }).click();
}

async function drag(page: Page, id: string, by: { x: number; y: number }): Promise<void> {
  const { x, y } = await new Hand(page).peer(id);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + by.x, y + by.y, { steps: 5 });
  await page.mouse.up();
}

test('a reload and a second window show the same picture, what was put somewhere by hand too', async ({
  page,
  api,
  hostKind,
}) => {
  const { peers } = await api.addPeers({ count: 12 });
  await expectJoined(page, api, 12);
  const id = peers[3]?.id ?? '';
  await drag(page, id, { x: 60, y: 40 });
  const before = await spots(page);
  expect(before.get(id)?.pinned).toBe(true);
  if (hostKind === 'browser') {
    const other = await page.context().newPage();
    await other.goto(page.url());
    await expectSame(other, before);
    await drag(other, id, { x: -50, y: -30 });
    await expectSame(page, await spots(other));
    await other.close();
  }
  const last = await spots(page);
  await page.reload();
  await expectSame(page, last);
});

test('the layout is chosen on the canvas: circle, layers from the selection, as wired', async ({
  page,
  api,
}, info) => {
  const { peers } = await api.addPeers({ count: 9, wiring: 'ring' });
  await expectJoined(page, api, 9);
  const wired = await spots(page);
  const first = peers[0]?.id ?? '';
  await drag(page, first, { x: 70, y: 50 });
  await choose(page, /^Circle/);
  await expect
    .poll(async () => {
      const radii = [...(await spots(page)).values()].map(({ x, y }) => Math.hypot(x, y));
      return Math.max(...radii) - Math.min(...radii);
    })
    .toBeLessThan(0.5);
  await new Hand(page).clickPeer(first);
  await choose(page, new RegExp(`^Layers from ${peers[0]?.name}`));
  await expect
    .poll(async () => {
      const heights = [...(await spots(page)).values()].map(({ y }) => Math.round(y));
      return [...new Set(heights)].map((at) => heights.filter((height) => height === at).length).sort();
    })
    .toEqual([1, 2, 2, 2, 2]);
  await keepScreen(page, info.project.name, 'layout-layers');
  await choose(page, /^As wired/);
  await expectSame(page, wired);
});

test('zoom, fit and freeze stand on the canvas, and a frozen layout is visible', async ({
  page,
  api,
}, info) => {
  await api.addPeers({ count: 6, wiring: 'ring' });
  await expectJoined(page, api, 6);
  const view = page.getByRole('toolbar', { name: 'View' });
  const width = async () => {
    await new Hand(page).stillness();
    const xs = (await pictureOf(page)).peers.map(({ x }) => x);
    return Math.max(...xs) - Math.min(...xs);
  };
  await view.getByRole('button', { name: 'Fit to view' }).click();
  const fitted = await width();
  await view.getByRole('button', { name: 'Zoom in' }).click();
  expect(await width()).toBeGreaterThan(fitted * 1.1);
  await view.getByRole('button', { name: 'Zoom out' }).click();
  await view.getByRole('button', { name: 'Zoom out' }).click();
  expect(await width()).toBeLessThan(fitted * 0.95);
  await view.getByRole('button', { name: 'Fit to view' }).click();
  await expect.poll(width).toBeCloseTo(fitted, 0);
  await view.getByRole('button', { name: 'Freeze layout' }).click();
  const frozen = page.getByRole('status').filter({ hasText: 'Layout frozen' });
  await expect(frozen).toBeVisible();
  await keepScreen(page, info.project.name, 'layout-frozen');
  await frozen.getByRole('button', { name: 'Release' }).click();
  await expect(frozen).toBeHidden();
});
