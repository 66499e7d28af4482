import { keepScreen } from '../hand';
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
