import { Accessibility } from '../axe';
import { keepScreen } from '../hand';
import { expect, test } from '../lab-test';
import { expectJoined } from '../picture';

const PALETTE = 'ControlOrMeta+k';

test('every action is found by a few letters in the command palette, and run by Enter', async ({
  page,
  api,
}, info) => {
  const palette = page.getByRole('dialog', { name: 'Command palette' });
  const items = palette.getByRole('menuitem');
  await expect(page.getByRole('button', { name: /start with 10 peers/i })).toBeVisible();

  // It has the focus at once.
  await page.keyboard.press(PALETTE);
  await expect(palette.getByRole('textbox')).toBeFocused();
  await page.keyboard.type('add pe');
  await expect(items.first()).toContainText('Add peer');
  await page.keyboard.press('Enter');
  await expect(palette).toBeHidden();
  await expectJoined(page, api, 1);

  // Why an action cannot be done is said beside it, and it is not done.
  await page.keyboard.press(PALETTE);
  await expect(items.first()).toContainText('Add peer');
  await page.keyboard.type('crash');
  await expect(items.first()).toContainText('Select a peer first.');
  await page.keyboard.press('Enter');
  await expect(palette).toBeVisible();
  expect((await api.network()).peers.map(({ phase }) => phase)).toEqual(['joined']);

  // A peer is found by its name; then the same action can be done to it.
  await palette.getByRole('textbox').fill('Node1');
  await expect(items.last()).toContainText('Go to Node1');
  await items.last().click();
  await expect(page.getByRole('heading', { name: 'Node1', level: 2 })).toBeVisible();
  await page.keyboard.press(PALETTE);
  await page.keyboard.type('crash');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await api.network()).peers.map(({ phase }) => phase)).toEqual(['crashed']);

  // An action that puts the focus somewhere finds it there, and Escape does nothing else than close.
  await page.keyboard.press(PALETTE);
  await page.keyboard.type('show peers');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('grid', { name: /peers/i })).toBeFocused();
  await page.keyboard.press(PALETTE);
  await keepScreen(page, info.project.name, 'palette');
  await page.keyboard.press('Escape');
  await expect(palette).toBeHidden();
});

test('the palette is listed in the help, and accessible in both themes', async ({ page, api }, info) => {
  await api.addPeers({ count: 3, wiring: 'line' });
  await expectJoined(page, api, 3);
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Help' });
  await expect(help).toContainText('Find and run any of these; also finds peers');
  await page.keyboard.press('Escape');
  for (const theme of ['light', 'dark'] as const) {
    const axe = new Accessibility(page, theme);
    await page.evaluate((name) => document.documentElement.setAttribute('data-theme', name), theme);
    await page.keyboard.press(PALETTE);
    await page.keyboard.type('no');
    await expect(page.getByRole('menuitem').first()).toBeVisible();
    await keepScreen(page, info.project.name, `palette-${theme}`);
    await axe.examine('the command palette', '[role="dialog"]');
    expect(axe.found).toEqual([]);
    await page.keyboard.press('Escape');
  }
});
