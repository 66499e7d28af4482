import type { Page } from '@playwright/test';
import { keepScreen } from '../hand';
import { expect, test } from '../lab-test';
import { expectJoined } from '../picture';

const rows = (page: Page) => page.getByRole('log', { name: 'Events' });

test('events are filtered by words, peer, verb and kind, and the filter is cleared in one press', async ({
  page,
  api,
}, info) => {
  await api.addPeers({ count: 3, wiring: 'line' });
  await expectJoined(page, api, 3);
  const log = rows(page);
  await expect(log.getByText('0013 JOINOK 0').first()).toBeVisible();

  await page.getByRole('combobox', { name: 'Filter events by verb' }).selectOption('UNREG');
  await expect(page.getByText('No event passes the filter.')).toBeVisible();
  await keepScreen(page, info.project.name, 'events-filtered-empty');
  await page.getByRole('button', { name: 'Clear the filter' }).first().click();
  await expect(log.getByText('0013 JOINOK 0').first()).toBeVisible();

  await page.getByRole('combobox', { name: 'Filter events by verb' }).selectOption('JOINOK');
  await expect(log.getByText(/^\d{4} (?!JOINOK)/)).toHaveCount(0);
  await expect(log.getByText('0013 JOINOK 0').first()).toBeVisible();
  await page.getByRole('button', { name: 'Clear the filter' }).click();

  await page.getByRole('combobox', { name: 'Messages among the events' }).selectOption('No messages');
  await expect(log.locator('code')).toHaveCount(0);
  await expect(log.getByText(/is joined/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Clear the filter' }).click();

  await page.getByRole('searchbox', { name: 'Filter events by text' }).fill('no such words');
  await expect(page.getByText('No event passes the filter.')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Filter events by text' }).fill('');

  await page.getByRole('searchbox', { name: /Filter events by peer/ }).fill('Node3');
  await expect(log.getByText(/Node3/).first()).toBeVisible();
  await expect(log.getByText('Node1 is joined')).toHaveCount(0);
});

test('past events stay those of a removed peer when another has its port, and so do its messages', async ({
  page,
  api,
}, info) => {
  const { peers } = await api.addPeers({ count: 5, wiring: 'line' });
  await expectJoined(page, api, 5);
  const last = peers.at(-1);
  if (!last) throw new Error('no peer');
  await api.act(last.id, 'crash');
  await api.remove(last.id);
  await expectJoined(page, api, 4);
  await api.addPeers({ count: 1, name: 'newcomer', port: last.port });
  await expectJoined(page, api, 5);
  const log = rows(page);
  await page.getByRole('combobox', { name: 'Messages among the events' }).selectOption('No messages');
  await expect(log.getByText(`newcomer appeared at ${last.id}`)).toBeVisible();
  await expect(log.getByText('Node5 crashed')).toBeVisible();
  await expect(log.getByText('Node5 was removed')).toBeVisible();
  await keepScreen(page, info.project.name, 'events-port-taken');

  // The filter by the selected peer shows none of those of the one before it.
  await page.getByRole('tab', { name: 'Peers' }).click();
  await page.getByRole('row', { name: /newcomer/ }).click();
  await page.getByRole('tab', { name: 'Events' }).click();
  await page.getByRole('button', { name: 'Only selected' }).click();
  await expect(page.getByRole('searchbox', { name: /Filter events by peer/ })).toHaveValue(
    /^newcomer \(n\d+\)$/,
  );
  await expect(log.getByText(`newcomer appeared at ${last.id}`)).toBeVisible();
  await expect(log.getByText(/Node5/)).toHaveCount(0);
  await keepScreen(page, info.project.name, 'events-only-newcomer');
  await page.getByRole('searchbox', { name: /Filter events by peer/ }).fill('Node5');
  await expect(log.getByText('Node5 was removed')).toBeVisible();
  await expect(log.getByText(/newcomer/)).toHaveCount(0);
});

test('a paused list holds what comes, counts it, and shows it when resumed', async ({ page, api }) => {
  await api.addPeers({ count: 1, name: 'before' });
  await expect(
    rows(page)
      .getByText(/before/)
      .first(),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Pause' }).click();
  await api.addPeers({ count: 1, name: 'later' });
  await expect(page.getByText(/^paused, [1-9]\d* waiting$/)).toBeVisible();
  await expect(rows(page).getByText(/later/)).toHaveCount(0);
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(rows(page).getByText(/later/).first()).toBeVisible();
});

test('a marked event is shown whole, and copied alone', async ({ page, api, hostKind }, info) => {
  if (hostKind === 'browser') await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await api.addPeers({ count: 2, wiring: 'line' });
  await expectJoined(page, api, 2);
  await page.getByRole('combobox', { name: 'Filter events by verb' }).selectOption('REG');
  // Sent by each of two peers, and received by the server.
  await expect(rows(page).locator('code')).toHaveCount(4);
  const frame = rows(page)
    .getByText(/^\d{4} REG /)
    .first();
  await frame.click();
  const detail = page.getByRole('complementary', { name: 'Marked event' });
  await expect(detail).toContainText('TCP');
  await expect(detail).toContainText((await frame.textContent()) ?? 'no frame');
  await keepScreen(page, info.project.name, 'event-marked');

  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Copy as JSON' }).click();
  await expect(page.getByText('1 line copied')).toBeVisible();
  if (hostKind === 'browser') {
    const copied = JSON.parse(await page.evaluate<string>('navigator.clipboard.readText()'));
    expect(copied).toMatchObject({ verb: 'REG', frame: await frame.textContent() });
  }
  await detail.getByRole('button', { name: 'Close the marked event' }).click();
  await expect(detail).toBeHidden();
});
