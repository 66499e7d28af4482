import type { Page } from '@playwright/test';
import { keepScreen, sizeOf } from '../hand';
import { expect, test } from '../lab-test';
import { expectJoined, pictureOf } from '../picture';

const field = (page: Page) => page.getByRole('combobox', { name: 'Find a peer' });
const title = (page: Page, name: string) =>
  page.getByRole('region', { name: 'Inspector' }).getByRole('heading', { name, exact: true });

test('hits are listed while typing, and the arrow keys and Enter go to one', async ({ page, api }, info) => {
  await api.addPeers({ count: 20, wiring: 'ring' });
  const { peers } = await expectJoined(page, api, 20);
  await page.keyboard.press('/');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('Node');
  const list = page.getByRole('listbox');
  await expect(list.getByRole('option')).toHaveCount(12);
  await expect(page.getByText('8 more')).toBeVisible();
  await page.keyboard.type('1');
  const named = ['Node1', ...Array.from({ length: 10 }, (_, at) => `Node${at + 10}`)];
  await expect(list.getByRole('option')).toHaveText(
    named.map((name) => {
      const peer = peers.find((one) => one.name === name);
      return `${name}${peer?.id} · joined`;
    }),
  );
  await keepScreen(page, info.project.name, 'find-list');

  // The view is elsewhere: what is found is brought into it.
  for (let times = 0; times < 3; times++) await page.keyboard.press('ArrowDown');
  await expect(list.getByRole('option', { selected: false }).nth(2)).toHaveAttribute('data-focused', 'true');
  await page.keyboard.press('Enter');
  await expect(list).toBeHidden();
  await expect(title(page, 'Node11')).toBeVisible();
  await expectInView(page, 'Node11');

  // Enter goes on to the next hit, Shift+Enter back.
  await page.keyboard.press('Enter');
  await expect(title(page, 'Node12')).toBeVisible();
  await page.keyboard.press('Shift+Enter');
  await expect(title(page, 'Node11')).toBeVisible();
});

test('a click on a hit goes to it, and Escape closes the list, clears the field and leaves it', async ({
  page,
  api,
}) => {
  await api.addPeers({ count: 3 });
  const { peers } = await expectJoined(page, api, 3);
  const [, second] = peers;
  if (!second) throw new Error('no second peer');
  await field(page).click();
  await field(page).fill(second.id);
  await page.getByRole('option', { name: second.name }).click();
  await expect(title(page, second.name)).toBeVisible();
  await expectInView(page, second.name);

  await field(page).fill('node');
  await expect(page.getByRole('option')).toHaveCount(3);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('listbox')).toBeHidden();
  await expect(field(page)).toHaveValue('node');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('option')).toHaveCount(3);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(field(page)).toHaveValue('');
  await page.keyboard.press('Escape');
  await expect(field(page)).not.toBeFocused();
});

test('a list that is open tells of a hit that crashes', async ({ page, api }) => {
  await api.addPeers({ count: 2 });
  const { peers } = await expectJoined(page, api, 2);
  await field(page).click();
  await field(page).fill('Node2');
  const option = page.getByRole('option', { name: /Node2/ });
  await expect(option).toContainText('joined');
  await api.act(peers.find(({ name }) => name === 'Node2')?.id ?? '', 'crash');
  await expect(option).toContainText('crashed');
  await field(page).fill('nobody');
  await expect(page.getByRole('status', { name: 'No peer found' })).toHaveText('none');
});

async function expectInView(page: Page, name: string): Promise<void> {
  const { width, height } = await sizeOf(page);
  await expect(async () => {
    const { peers, settled } = await pictureOf(page);
    const peer = peers.find((one) => one.name === name);
    expect(settled).toBe(true);
    expect(peer?.x).toBeGreaterThan(0);
    expect(peer?.x).toBeLessThan(width);
    expect(peer?.y).toBeGreaterThan(0);
    expect(peer?.y).toBeLessThan(height);
  }).toPass({ timeout: 10_000 });
}
