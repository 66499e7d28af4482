import { Hand, keepScreen, sizeOf } from '../hand';
import { expect, test } from '../lab-test';
import { expectJoined } from '../picture';

/** A window of 1280 pixels at 200 % zoom has as many CSS pixels as one of 640. */
test('in a window of 640 pixels every control of the toolbar and of the panel below is in view', async ({
  page,
  api,
}, info) => {
  await page.setViewportSize({ width: 640, height: 700 });
  await api.addPeers({ count: 5, wiring: 'ring' });
  await expectJoined(page, api, 5);
  for (const control of await page.getByRole('banner').getByRole('button').all())
    await expect(control).toBeInViewport({ ratio: 0.9 });
  for (const control of [
    ...(await page.getByRole('tab').all()),
    page.getByRole('searchbox', { name: 'Filter events by text' }),
    page.getByRole('combobox', { name: 'Messages among the events' }),
    page.getByRole('button', { name: 'Pause' }),
    page.getByRole('button', { name: 'Copy', exact: true }),
  ])
    await expect(control).toBeInViewport({ ratio: 0.9 });
  await page.getByRole('button', { name: 'Settings' }).click();
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  await keepScreen(page, info.project.name, 'narrow-settings');
  await page.keyboard.press('Escape');
  await keepScreen(page, info.project.name, 'narrow');
});

test('in a narrow window the inspector is a sheet that its keys, its button and Escape open and close', async ({
  page,
  api,
}, info) => {
  await page.setViewportSize({ width: 640, height: 800 });
  const { peers } = await api.addPeers({ count: 5, wiring: 'ring' });
  await expectJoined(page, api, 5);
  const [first] = peers;
  if (!first) throw new Error('there are no peers');
  const inspector = page.getByRole('region', { name: 'Inspector' });
  const close = page.getByRole('button', { name: 'Close the inspector' });
  const toggle = page.getByRole('button', { name: 'Inspector panel' });
  const focusIsInside = () =>
    page.evaluate<boolean>(
      `document.activeElement.querySelector('[aria-label="Inspector"]') !== null ||
       document.activeElement.closest('[aria-label="Inspector"]') !== null`,
    );

  await expect(inspector).toBeHidden();
  await expect(toggle).toHaveAttribute('aria-pressed', 'false');
  await toggle.click();
  await expect(inspector.getByRole('heading', { name: 'Network', exact: true })).toBeVisible();
  await expect(toggle).toHaveAttribute('aria-pressed', 'true');
  expect(await focusIsInside()).toBe(true);
  // Half of the canvas stays free, and what moves the view stands in it.
  const { width } = await sizeOf(page);
  expect((await inspector.boundingBox())?.x).toBeGreaterThanOrEqual(width / 2);
  await page.getByRole('button', { name: 'Zoom in' }).click();

  await page.keyboard.press('Escape');
  await expect(inspector).toBeHidden();
  await toggle.click();
  await page.keyboard.press('Escape');
  await expect(toggle).toBeFocused();

  const hand = new Hand(page);
  await hand.clickPeer(first.id);
  await page.keyboard.press('i');
  await expect(inspector.getByRole('heading', { name: first.name, exact: true })).toBeVisible();
  await expect(close).toBeInViewport({ ratio: 1 });
  await keepScreen(page, info.project.name, 'narrow-sheet');
  await page.keyboard.press('Escape');
  await expect(inspector).toBeHidden();
  // Only the sheet is closed: the peer stays selected, and another is shown without opening it again.
  await page.keyboard.press('i');
  await expect(inspector.getByRole('heading', { name: first.name, exact: true })).toBeVisible();
  await close.click();
  await expect(inspector).toBeHidden();

  // A control that lies under it and gets the focus is seen.
  await page.keyboard.press('i');
  await expect(inspector).toBeVisible();
  await page.getByRole('button', { name: 'Fold the panel' }).focus();
  await expect(inspector).toBeHidden();

  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(inspector.getByRole('heading', { name: first.name, exact: true })).toBeVisible();
  await expect(close).toBeHidden();
});

test('in a narrow window the legend is folded at first, and leaves room for the network when it is open', async ({
  page,
  api,
}, info) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await api.addPeers({ count: 5, wiring: 'ring' });
  await expectJoined(page, api, 5);
  const legend = page.getByRole('region', { name: 'Legend' });
  const fold = legend.getByRole('button', { name: 'Legend' });
  await expect(fold).toHaveAttribute('aria-expanded', 'true');
  await page.setViewportSize({ width: 640, height: 400 });
  await expect(fold).toHaveAttribute('aria-expanded', 'false');
  await fold.click();
  await expect(fold).toHaveAttribute('aria-expanded', 'true');
  const canvas = await page.getByRole('application', { name: 'Network' }).boundingBox();
  const covered = await legend.boundingBox();
  if (!canvas || !covered) throw new Error('the canvas has no place');
  expect(covered.width).toBeLessThan(0.6 * canvas.width);
  expect(covered.y).toBeGreaterThanOrEqual(canvas.y);
  await keepScreen(page, info.project.name, 'narrow-legend');
});
