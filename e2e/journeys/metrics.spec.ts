import { readFile } from 'node:fs/promises';
import { keepScreen } from '../hand';
import { expect, test } from '../lab-test';
import { expectTruePicture } from '../picture';

test('with nothing measured yet the panel says what to do; the experiment fills it', async ({
  page,
  api,
}, info) => {
  // Bounds on a hang, not on the speed of the machine: the experiment itself ends in any case.
  test.setTimeout(900_000);
  await page.getByRole('tab', { name: 'Metrics' }).click();
  await expect(page.getByText('Nothing has been measured yet')).toBeVisible();
  await page.getByRole('tabpanel').getByRole('button', { name: 'Run the experiment' }).click();
  await expect(page.getByText(/asking \d+ of 250 \(all peers\)/)).toBeVisible({ timeout: 300_000 });
  await keepScreen(page, info.project.name, 'metrics-running');

  await expect(page.getByText('Every step did what it should')).toBeVisible({ timeout: 800_000 });
  await keepScreen(page, info.project.name, 'metrics-experiment');
  const { peers } = await expectTruePicture(page, api);
  const phases = (phase: string) => peers.filter((peer) => peer.phase === phase).length;
  expect([phases('joined'), phases('left'), phases('crashed')]).toEqual([16, 2, 2]);

  // What stands in the table is what the API tells.
  const table = page.getByRole('table', { name: 'Figures, all peers' });
  const row = table.getByRole('row', { name: /^Messages a search/ });
  await expect(row.getByRole('cell').first()).toHaveText('250');
  const latency = page.getByRole('slider', { name: 'CDF of latency' });
  await latency.focus();
  await page.keyboard.press('ArrowRight');
  await expect(latency).toHaveAttribute('aria-valuetext', /^At or below [\d.]+ ms; all peers: [\d.]+ %/);

  await page.getByRole('button', { name: 'Show live figures' }).click();
  const { searches } = await api.metrics();
  expect(searches).toHaveLength(751);
  await expect(page.getByRole('table', { name: /^751 searches/ })).toBeVisible();
  await keepScreen(page, info.project.name, 'metrics-live');
});

test('the experiment asks before it takes other peers away', async ({ page, api }) => {
  await api.addPeers({ count: 2 });
  await page.getByRole('tab', { name: 'Metrics' }).click();
  await expect(page.getByRole('slider', { name: 'CDF of degree' })).toBeVisible();
  await page.getByRole('button', { name: 'Run the experiment' }).click();
  await expect(page.getByRole('button', { name: 'Remove 2 peers and run it' })).toBeVisible();
  expect((await api.network()).peers).toHaveLength(2);
});

test('plots are saved as a picture, and figures as a table', async ({ page, api, hostKind }) => {
  test.skip(hostKind === 'desktop', 'the desktop app asks where to save, in a window of the system');
  await api.addPeers({ count: 3 });
  await page.getByRole('tab', { name: 'Metrics' }).click();
  const saved = async (entry: string) => {
    await page.getByRole('button', { name: 'Export' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: entry }).click();
    return readFile(await (await download).path());
  };
  expect((await saved('Plots as SVG')).toString()).toMatch(/^<svg .*Degree of the peers.*<\/svg>\n$/s);
  expect((await saved('Plots as PNG')).subarray(1, 4).toString()).toBe('PNG');
  expect((await saved('Peers as CSV')).toString().trimEnd().split('\r\n')).toHaveLength(4);
  expect(JSON.parse((await saved('Everything as JSON')).toString()).peers).toHaveLength(3);
});

test('figures are those of the searches that were chosen, and begin again after a reset', async ({
  page,
  api,
}, info) => {
  const { peers } = await api.addPeers({ count: 4, wiring: 'ring' });
  const [first] = peers;
  if (!first) throw new Error('no peer was added');
  await page.getByRole('tab', { name: 'Metrics' }).click();
  for (const strategy of [
    { kind: 'flood', timeToLive: 1 },
    { kind: 'flood', timeToLive: 1 },
    { kind: 'random-walk', walkers: 1, length: 3 },
  ] as const) {
    const { id } = await api.startSearch({ peer: first.id, query: 'nobody has this', strategy });
    await api.search(id);
  }
  await expect(page.getByRole('table', { name: /^3 searches/ })).toBeVisible();
  await expect(page.getByText(/a direct neighbour = 0 forwards/)).toBeVisible();
  const chooser = page.getByRole('combobox', { name: 'Searches measured' });
  await chooser.selectOption('Random walks, steps 3 (1 search)');
  await expect(page.getByRole('table', { name: /^1 search,/ })).toBeVisible();
  await keepScreen(page, info.project.name, 'metrics-chosen');
  await chooser.selectOption('Flood, time-to-live 1 (2 searches)');
  await expect(page.getByRole('table', { name: /^2 searches/ })).toBeVisible();

  await page.getByRole('button', { name: 'Reset' }).click();
  await expect(page.getByRole('table', { name: /^0 searches/ })).toBeVisible();
  await expect(chooser).toHaveText('All searches');
  expect((await api.metrics()).searches).toEqual([]);
});
