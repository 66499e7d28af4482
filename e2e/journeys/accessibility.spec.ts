import { createServer } from 'node:net';
import type { Page } from '@playwright/test';
import { addressOf } from '../../src/shared/protocol/address';
import { DIALECTS } from '../../test/families/dialects';
import { ForeignPeer } from '../../test/families/foreign-peer';
import { Accessibility } from '../axe';
import { Hand } from '../hand';
import type { Api } from '../host/api';
import { expect, test } from '../lab-test';
import { expectJoined, expectTruePicture } from '../picture';

const THEMES = ['light', 'dark'] as const;
const OVER = '[role="dialog"], [role="alertdialog"]';
const INSPECTOR = 'section[aria-label="Inspector"]';
const MENU = '[role="menu"]';

async function mixedNetwork(page: Page, api: Api): Promise<string[]> {
  const { peers } = await api.addPeers({ count: 6, wiring: 'line' });
  const ids = peers.map(({ id }) => id);
  await expectJoined(page, api, 6);
  const [first = '', , , , fifth = '', last = ''] = ids;
  for (const id of ids) await api.share(id, { names: ['Zebra Song', 'Apple Pie'] });
  await api.act(last, 'crash');
  await api.act(fifth, 'leave');
  await expect.poll(async () => phases(api)).toContain('left');
  await api.download('Zebra Song', [ids[1] ?? '']);
  await api.connect(first, ids[2] ?? '');
  return ids;
}

async function phases(api: Api): Promise<string[]> {
  return (await api.network()).peers.map(({ phase }) => phase);
}

for (const theme of THEMES) {
  test(`every screen, panel and dialog is accessible in the ${theme} theme`, async ({ page, api }) => {
    test.setTimeout(180_000);
    page.setDefaultTimeout(8_000);
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    const axe = new Accessibility(page, theme);
    const hand = new Hand(page);
    const tab = (name: string) => page.getByRole('tab', { name, exact: true }).click();

    await expect(page.getByRole('button', { name: /start with 10 peers/i })).toBeVisible();
    await axe.examine('the empty network');

    const [first = '', second = ''] = await mixedNetwork(page, api);
    const gestures = page.getByRole('region', { name: 'Legend' }).getByRole('button', { name: 'Gestures' });
    if ((await gestures.getAttribute('aria-expanded')) === 'false') await gestures.click();
    await axe.examine('the network and its events');
    await page.getByRole('log', { name: 'Events' }).locator('time').last().click();
    await axe.examine('an event', '[role="tabpanel"]');
    await tab('Peers');
    await page.keyboard.press('t');
    await page.keyboard.press('Control+a');
    await axe.examine('the table and many peers');

    await hand.clickPeer(first);
    await page.keyboard.press('s');
    const words = page.getByRole('combobox', { name: 'Words of a file name' });
    await words.fill('zeb');
    await expect(page.getByRole('option', { name: 'Zebra Song' })).toBeVisible();
    await axe.examine('names that are offered', '[role="listbox"]');
    await words.fill('Zebra Song');
    await words.press('Escape');
    await words.press('Enter');
    await expect(page.getByRole('table', { name: 'Results' }).getByRole('row')).not.toHaveCount(0);
    await axe.examine('a peer and a search');
    await page.getByRole('button', { name: 'Leave the anatomy' }).click();
    await tab('Files');
    await axe.examine('downloads', '[role="tabpanel"]');
    await tab('Metrics');
    await axe.examine('metrics', '[role="tabpanel"]');

    await hand.clickLink(first, second);
    await axe.examine('a link', INSPECTOR);
    await page.getByRole('button', { name: /^Bootstrap server / }).click();
    await axe.examine('the bootstrap server', INSPECTOR);
    await page.getByRole('button', { name: 'Join this network…' }).click();
    await expect(page.getByRole('textbox', { name: /^peer\./ })).toBeVisible();
    await axe.examine('the invitation', OVER);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await axe.examine('the overview', INSPECTOR);

    await page.getByRole('button', { name: 'More actions' }).click();
    await axe.examine('the menu of actions', MENU);
    await page.keyboard.press('Escape');
    const { x, y } = await hand.peer(first);
    await page.mouse.click(x, y, { button: 'right' });
    await axe.examine('the menu of a peer', MENU);
    await page.keyboard.press('Escape');

    for (const [key, name] of [
      ['m', 'Add many'],
      [',', 'Settings'],
      ['?', 'Help'],
    ] as const) {
      await page.keyboard.press(key);
      await expect(page.getByRole('dialog')).toBeVisible();
      await axe.examine(name, OVER);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden();
    }
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await expect(page.getByRole('alertdialog')).toBeVisible();
    await axe.examine('the question before many are removed', OVER);
    await page.getByRole('button', { name: 'Keep them' }).click();

    expect(axe.found).toEqual([]);
  });
}

for (const theme of THEMES) {
  test(`an external peer, its examination and an error are accessible in the ${theme} theme`, async ({
    start,
  }) => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const foreign = await ForeignPeer.open('anna', DIALECTS.B);
    try {
      const { page, api } = await start({ args: [`--bootstrap-port=${port}`] });
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      const axe = new Accessibility(page, theme);
      await expect(page.getByText(/Bootstrap cannot run/).first()).toBeVisible();
      await axe.examine('a port in use');
      await page.getByRole('button', { name: /^Use port \d+$/ }).click();
      await expect.poll(async () => (await api.network()).bootstrap.phase).toBe('running');

      await foreign.register(addressOf((await api.network()).bootstrap.address ?? 'none:0'));
      await expect.poll(async () => (await api.network()).peers.length).toBe(1);
      await expectTruePicture(page, api);
      await new Hand(page).clickPeer(foreign.id);
      await axe.examine('an external peer', INSPECTOR);
      await page.getByRole('button', { name: 'Check conformance…' }).click();
      const report = page.getByRole('dialog', { name: 'Conformance of anna' });
      await axe.examine('the plan of an examination', OVER);
      await report.getByRole('button', { name: 'Examine' }).click();
      await expect(report.getByText(/family B/).first()).toBeVisible({ timeout: 40_000 });
      await axe.examine('the report of an examination', OVER);
      expect(axe.found).toEqual([]);
    } finally {
      await foreign.stop();
      await new Promise((resolve) => other.close(resolve));
    }
  });
}

test('arrow keys on the canvas tell a screen reader which peer they have come to', async ({ page, api }) => {
  await api.addPeers({ count: 3, wiring: 'line' });
  await expectJoined(page, api, 3);
  const hand = new Hand(page);
  await hand.stillness();
  const announcements = page.getByRole('status', { name: 'Announcements' });
  await expect(announcements).toHaveAttribute('aria-live', 'polite');

  await page.getByRole('application').focus();
  const visited = new Set<string>();
  for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowRight']) {
    await page.keyboard.press(key);
    visited.add((await announcements.textContent()) ?? '');
  }
  for (const words of visited)
    expect(words).toMatch(
      /^(Node\d, joined, [12] links?\.|No peer to the right of Node\d\.|No peer below Node\d\.)$/,
    );
  expect([...visited].at(-1)).toMatch(/^No peer to the right of/);
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(announcements).toHaveText(/^Node\d, joined, [12] links?\. 2 peers selected\.$/);
});
