import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { Hand, keepScreen } from '../hand';
import type { Api } from '../host/api';
import { expect, test } from '../lab-test';
import { expectJoined } from '../picture';

const NAME = 'Long Film.mp4';

/** A lab in which the second peer alone shares the file, and the first has found it. */
async function findFile(page: Page, api: Api, downloadFolder: string) {
  await api.settings({ downloadFolder });
  const { peers } = await api.addPeers({ count: 2 });
  const [asker, holder] = peers;
  if (!asker || !holder) throw new Error('there are not two peers');
  await api.share(holder.id, { names: [NAME] });
  await expectJoined(page, api, 2);
  await new Hand(page).clickPeer(asker.id);
  await page.keyboard.press('s');
  const query = page.getByRole('combobox', { name: 'Words of a file name' });
  await query.fill(NAME);
  await query.press('Enter');
  const results = page.getByRole('table', { name: 'Results' });
  await expect(results.getByRole('button', { name: `Download ${NAME}` })).toBeVisible();
  return { asker, holder, results };
}

async function inBothThemes(page: Page, keep: (theme: 'light' | 'dark') => Promise<void>): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await keep(colorScheme);
  }
}

/** The words are within the cell, which cuts off what is too long for it. */
async function expectWhole(cell: Locator, words: string): Promise<void> {
  const [outer, inner] = [await cell.boundingBox(), await cell.getByText(words).boundingBox()];
  if (!outer || !inner) throw new Error('they are not on the screen');
  expect(inner.x + inner.width).toBeLessThanOrEqual(outer.x + outer.width);
}

test('a download waits by name for its holder, continues when that is back, and is shared by its downloader', async ({
  home,
  page,
  api,
}, info) => {
  test.slow();
  const folder = join(home, 'downloads');
  const { asker, holder, results } = await findFile(page, api, folder);
  await api.act(holder.id, 'crash');
  await results.getByRole('button', { name: `Download ${NAME}` }).click();
  await page.getByRole('tab', { name: 'Files' }).click();
  const row = page.getByRole('table', { name: 'Downloads' }).getByRole('row', { name: NAME });
  await expect(row).toContainText(`waiting for ${holder.name} (crashed)`);
  // It says so while it asks, which takes 20 seconds, and after nobody has answered.
  const isWaiting = async () => (await api.network()).transfers[0]?.waiting;
  await expect.poll(isWaiting, { timeout: 60_000 }).toBe(true);
  await expect(row).toContainText(`waiting for ${holder.name} (crashed)`);
  await expectWhole(row.getByRole('cell', { name: 'waiting for' }), `waiting for ${holder.name} (crashed)`);
  const entry = page.getByRole('region', { name: 'Legend' }).getByText('Bytes of a file');
  await expect(entry).toBeHidden();
  await inBothThemes(page, (theme) => keepScreen(page, info.project.name, `download-waiting-${theme}`));

  const explained = entry.waitFor({ state: 'visible' });
  await api.act(holder.id, 'restart');
  await expect(row).toContainText('SHA-256 verified');
  await explained;
  await inBothThemes(page, (theme) => keepScreen(page, info.project.name, `download-legend-${theme}`));
  await expect(entry).toBeHidden();

  const ownFiles = async () =>
    (await api.network()).peers.find(({ id }) => id === asker.id)?.files.map(({ name }) => name);
  await expect.poll(ownFiles).toContain(NAME);
  await new Hand(page).clickPeer(asker.id);
  const files = page.getByRole('region', { name: 'Files', exact: true });
  await expect(files.getByRole('listitem').filter({ hasText: NAME })).toBeVisible();
  expect((await readFile(join(folder, NAME))).length).toBeGreaterThan(0);
});

test('the path of a fetched file is copied; the desktop opens it and shows it, a browser saves a copy', async ({
  home,
  page,
  api,
  lab,
  hostKind,
}, info) => {
  const folder = join(home, 'downloads');
  const { results } = await findFile(page, api, folder);
  await results.getByRole('button', { name: `Download ${NAME}` }).click();
  await page.getByRole('tab', { name: 'Files' }).click();
  const table = page.getByRole('table', { name: 'Downloads' });
  const row = table.getByRole('row', { name: NAME });
  await expect(row).toContainText('SHA-256 verified');
  const isDesktop = hostKind === 'desktop';
  // A path means something only on the machine that has it.
  const heading = isDesktop ? 'Saved as' : 'Saved on the machine of the lab as';
  await expect(table.getByRole('columnheader', { name: heading })).toBeVisible();
  const where = isDesktop ? '' : ' on the machine of the lab';
  await row.getByRole('button', { name: `Copy the path of ${NAME}${where}` }).click();
  await expect(row.getByRole('button', { name: 'Copied' })).toBeVisible();
  await inBothThemes(page, (theme) => keepScreen(page, info.project.name, `download-saved-${theme}`));
  const path = join(folder, NAME);

  if (isDesktop) {
    const opened = lab.desktop?.openedOutside;
    test.skip(
      opened === undefined,
      'the genuine runtime would open it on the desktop of whoever runs the test',
    );
    await row.getByRole('button', { name: `Open ${NAME}` }).click();
    await row.getByRole('button', { name: `Show ${NAME} in its folder` }).click();
    await expect
      .poll(async () => opened?.())
      .toEqual([
        { by: 'openPath', what: path },
        { by: 'showItemInFolder', what: path },
      ]);
  } else {
    await expect(row.getByRole('button', { name: `Open ${NAME}` })).toHaveCount(0);
    const saved = page.waitForEvent('download');
    await row.getByRole('button', { name: `Save a copy of ${NAME} on this machine` }).click();
    const copy = await saved;
    expect(copy.suggestedFilename()).toBe(NAME);
    expect(await readFile(await copy.path())).toEqual(await readFile(path));
  }

  await page.keyboard.press('s');
  const query = page.getByRole('combobox', { name: 'Words of a file name' });
  await query.fill('');
  await query.press('ControlOrMeta+V');
  await expect(query).toHaveValue(path);
});
