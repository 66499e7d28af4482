import type { Page } from '@playwright/test';
import { Hand, keepScreen } from '../hand';
import { expect, test } from '../lab-test';
import { expectJoined, pictureOf } from '../picture';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Presses at the first point with Shift held and goes to each of the others. */
async function pull(page: Page, [start, ...path]: readonly Point[], ends = true): Promise<void> {
  if (!start) return;
  await page.mouse.move(start.x, start.y);
  await page.keyboard.down('Shift');
  await page.mouse.down();
  for (const { x, y } of path) await page.mouse.move(x, y, { steps: 5 });
  if (!ends) return;
  await page.mouse.up();
  await page.keyboard.up('Shift');
}

/** @returns the names that the inspector lists as selected */
async function selected(page: Page): Promise<string[]> {
  const inspector = page.getByRole('region', { name: 'Inspector' });
  const heading = (await inspector.getByRole('heading', { level: 2 }).textContent()) ?? '';
  if (!/selected$/.test(heading)) return heading.startsWith('Node') ? [heading] : [];
  const names = await inspector
    .getByRole('listitem')
    .getByText(/^Node\d+$/)
    .allTextContents();
  return names.sort();
}

test('an area pulled open with Shift selects the peers in it, as a rectangle or as it was drawn', async ({
  page,
  api,
}, info) => {
  await api.addPeers({ count: 8, wiring: 'ring' });
  await expectJoined(page, api, 8);
  await new Hand(page).stillness();
  const { peers } = await pictureOf(page);
  const left = Math.min(...peers.map(({ x }) => x)) - 40;
  const top = Math.min(...peers.map(({ y }) => y)) - 40;
  const bottom = Math.max(...peers.map(({ y }) => y)) + 40;
  const middle = peers.reduce((sum, { x }) => sum + x, 0) / peers.length + 1;
  const named = (those: typeof peers) => those.map(({ name }) => name).sort();
  const onTheLeft = peers.filter(({ x }) => x < middle);
  expect(onTheLeft.length).toBeGreaterThan(1);
  expect(onTheLeft.length).toBeLessThan(8);

  await pull(
    page,
    [
      { x: left, y: top },
      { x: middle, y: bottom },
    ],
    false,
  );
  await keepScreen(page, info.project.name, 'lasso');
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await expect.poll(() => selected(page)).toEqual(named(onTheLeft));

  // Drawn around one peer and back to where it began, the outline is what counts.
  const [first] = [...peers].sort((one, other) => one.x - other.x);
  if (!first) throw new Error('nothing is drawn');
  await pull(page, [
    { x: first.x - 30, y: first.y - 30 },
    { x: first.x - 30, y: first.y + 30 },
    { x: first.x + 30, y: first.y + 30 },
    { x: first.x + 30, y: first.y - 30 },
    { x: first.x - 30, y: first.y - 30 },
  ]);
  await expect.poll(() => selected(page)).toEqual([first.name]);
});

test('Escape while an area is pulled open ends that alone', async ({ page, api }) => {
  const { peers } = await api.addPeers({ count: 4, wiring: 'ring' });
  await expectJoined(page, api, 4);
  const hand = new Hand(page);
  await hand.clickPeer(peers[0]?.id ?? '');
  const spot = await hand.emptySpot();
  await pull(page, [spot, { x: spot.x + 60, y: spot.y + 120 }], false);
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await expect.poll(() => selected(page)).toEqual([peers[0]?.name]);
});

test('a peer put somewhere by hand stays there, over a reload too; a double click lets it go', async ({
  page,
  api,
}, info) => {
  const { peers } = await api.addPeers({ count: 8 });
  await expectJoined(page, api, 8);
  const hand = new Hand(page);
  const id = peers[2]?.id ?? '';
  const drawn = async () => {
    await hand.stillness();
    const peer = (await pictureOf(page)).peers.find((one) => one.id === id);
    if (!peer) throw new Error('the peer is not drawn');
    return peer;
  };
  const before = await drawn();
  expect(before.pinned).toBe(false);
  await page.mouse.move(before.x, before.y);
  await page.mouse.down();
  await page.mouse.move(before.x + 120, before.y + 90, { steps: 6 });
  await page.mouse.up();
  const put = await drawn();
  expect(put.pinned).toBe(true);
  const apart = (one: { at: Point }, other: { at: Point }) =>
    Math.hypot(one.at.x - other.at.x, one.at.y - other.at.y);
  expect(apart(put, before)).toBeGreaterThan(50);
  await keepScreen(page, info.project.name, 'pinned');

  await page.reload();
  await expectJoined(page, api, 8);
  const again = await drawn();
  expect(again.pinned).toBe(true);
  expect(apart(again, put)).toBeLessThan(1);

  await page.mouse.dblclick(again.x, again.y);
  await expect.poll(async () => (await drawn()).pinned).toBe(false);
  await expect.poll(async () => apart(await drawn(), put)).toBeGreaterThan(5);
  await page.reload();
  await expectJoined(page, api, 8);
  expect((await drawn()).pinned).toBe(false);
});

test('selected peers are dragged together', async ({ page, api }) => {
  await api.addPeers({ count: 6, wiring: 'ring' });
  await expectJoined(page, api, 6);
  await new Hand(page).stillness();
  const before = (await pictureOf(page)).peers;
  const [one, other, ...rest] = before;
  if (!one || !other) throw new Error('nothing is drawn');
  await page.mouse.click(one.x, one.y);
  await page.keyboard.down('ControlOrMeta');
  await page.mouse.click(other.x, other.y);
  await page.keyboard.up('ControlOrMeta');
  await page.mouse.move(one.x, one.y);
  await page.mouse.down();
  await page.mouse.move(one.x + 50, one.y - 30, { steps: 5 });
  await page.mouse.up();
  await new Hand(page).stillness();
  const after = new Map((await pictureOf(page)).peers.map((peer) => [peer.id, peer]));
  const pinned = [...after.values()].filter((peer) => peer.pinned).map(({ id }) => id);
  expect(pinned.sort()).toEqual([one.id, other.id].sort());
  const way = ({ id, at }: (typeof before)[number]) => {
    const now = after.get(id)?.at;
    return { x: (now?.x ?? 0) - at.x, y: (now?.y ?? 0) - at.y };
  };
  expect(way(one).x).toBeGreaterThan(20);
  expect(way(other).x).toBeCloseTo(way(one).x, 0);
  expect(way(other).y).toBeCloseTo(way(one).y, 0);
  for (const peer of rest) expect(Math.hypot(way(peer).x, way(peer).y)).toBeLessThan(0.5);
});
