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
  const dialog = page.getByRole('dialog', { name: 'Run the experiment' });
  await expect(dialog.getByText('3 trials of 5 askers and 50 queries: 750 searches.')).toBeVisible();
  await keepScreen(page, info.project.name, 'metrics-experiment-dialog');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  const panel = page.getByRole('tabpanel');
  await expect(panel.getByText(/trial 1 of 3: search \d+ of 250 \(all peers\)/)).toBeVisible({
    timeout: 300_000,
  });
  await keepScreen(page, info.project.name, 'metrics-running');

  await expect(page.getByText('Every step did what it should')).toBeVisible({ timeout: 800_000 });
  await keepScreen(page, info.project.name, 'metrics-experiment');
  await expect(panel.getByText(/Leave and crash, 20 peers, 5 askers, 50 queries, seed 1/)).toBeVisible();

  // What stands in the table is of the experiment's own network.
  for (const [trial, peers] of [
    ['all peers', 20],
    ['2 have left', 18],
    ['2 more crashed', 16],
  ] as const) {
    const table = page.getByRole('table', { name: `Figures, ${trial}` });
    const first = (name: RegExp) => table.getByRole('row', { name }).getByRole('cell').first();
    await expect(first(/^Messages a search/)).toHaveText('250');
    await expect(first(/^Degree/)).toHaveText(String(peers));
  }
  const latency = page.getByRole('slider', { name: 'CDF of latency' });
  await latency.focus();
  await page.keyboard.press('ArrowRight');
  await expect(latency).toHaveAttribute('aria-valuetext', /^At or below [\d.]+ ms; all peers: [\d.]+ %/);

  await page.getByRole('button', { name: 'Show live figures' }).click();
  await expect(page.getByText('Nothing has been measured yet')).toBeVisible();
  expect((await api.metrics()).searches).toEqual([]);
  expect((await api.network()).peers).toEqual([]);
});

test('an experiment with other numbers leaves the peers of the lab as they are', async ({ page, api }) => {
  test.setTimeout(300_000);
  await api.addPeers({ count: 2 });
  await page.getByRole('tab', { name: 'Metrics' }).click();
  await expect(page.getByRole('slider', { name: 'CDF of degree' })).toBeVisible();
  await page.getByRole('button', { name: 'Run the experiment' }).click();
  const dialog = page.getByRole('dialog', { name: 'Run the experiment' });
  await dialog.getByRole('radio', { name: 'Two leave' }).press('Space');
  await dialog.getByLabel('Queries').fill('Twilight\nThe\nHappy Feet');
  await dialog.getByLabel('Peers').fill('5');
  await expect(dialog.getByText('Enter a whole number from 8 to 200.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Run' })).toBeDisabled();
  await dialog.getByLabel('Peers').fill('10');
  await expect(dialog.getByText('3 trials of 3 askers and 3 queries: 27 searches.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Run' }).click();
  await expect(page.getByText(/Two leave, 10 peers, 3 askers, 3 queries, seed 1/)).toBeVisible({
    timeout: 200_000,
  });
  await expect(page.getByRole('table', { name: 'Figures, 1 has left' })).toBeVisible();
  await expect(page.getByRole('table', { name: 'Figures, 2 have left' })).toBeVisible();

  const { peers } = await expectTruePicture(page, api);
  expect(peers.map(({ phase }) => phase)).toEqual(['joined', 'joined']);
  await page.getByRole('button', { name: 'Show live figures' }).click();
  await expect(page.getByRole('table', { name: /^0 searches, 0 answered; 2 peers/ })).toBeVisible();
});

test('a cancelled experiment says so, and leaves nothing', async ({ page, api }) => {
  test.setTimeout(300_000);
  await page.getByRole('tab', { name: 'Metrics' }).click();
  await page.getByRole('tabpanel').getByRole('button', { name: 'Run the experiment' }).click();
  // So many that it cannot end before it is cancelled.
  await page.getByLabel('Queries').fill('Twilight\n'.repeat(1_000));
  await page.getByRole('dialog').getByRole('button', { name: 'Run' }).click();
  await expect(page.getByRole('tabpanel').getByText(/trial 1 of 3/)).toBeVisible({ timeout: 200_000 });
  await page.getByRole('button', { name: 'Cancel' }).click();
  const alert = page.getByRole('alert').filter({ hasText: 'The experiment was cancelled.' });
  await expect(alert).toBeVisible();
  await alert.getByRole('button', { name: 'Run it again' }).click();
  await expect(page.getByRole('dialog', { name: 'Run the experiment' })).toBeVisible();
  expect((await api.network()).peers).toEqual([]);
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
