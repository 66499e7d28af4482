import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Page } from '@playwright/test';
import { Hand, keepScreen } from '../hand';
import type { Api } from '../host/api';
import { expect, test } from '../lab-test';
import { expectJoined } from '../picture';

const NAME = 'Long Documentary.bin';
/** Large enough that something can be done about a download before it is over. */
const BYTES = 600_000_000;

async function* content(): AsyncGenerator<Buffer> {
  const chunk = Buffer.alloc(1_000_000);
  for (let at = 0; at < BYTES; at += chunk.length) {
    chunk.fill(at % 251);
    chunk.writeUInt32BE(at, 0);
    yield Buffer.from(chunk);
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function transferOf(api: Api) {
  const [transfer] = (await api.network()).transfers;
  if (!transfer) throw new Error('there is no download');
  return transfer;
}

/** Types the name, and presses Download beside what was found. */
async function searchAndDownload(page: Page): Promise<void> {
  await page.keyboard.press('s');
  const query = page.getByRole('combobox', { name: 'Words of a file name' });
  await query.fill(NAME);
  await query.press('Enter');
  const results = page.getByRole('table', { name: 'Results' });
  await expect(results.getByRole('row')).toHaveCount(3);
  await results.getByRole('button', { name: `Download ${NAME}` }).click();
}

test('a file that comes from two holders comes whole when one of them crashes, and is paused and resumed', async ({
  home,
  page,
  api,
}, info) => {
  test.slow();
  const [shared, downloads] = [join(home, 'shared'), join(home, 'downloads')];
  await mkdir(shared);
  await pipeline(content, createWriteStream(join(shared, NAME)));
  const wanted = await sha256Of(join(shared, NAME));
  await api.settings({ downloadFolder: downloads });
  const { peers } = await api.addPeers({ count: 3, wiring: 'ring' });
  const [asker = '', one = '', other = ''] = peers.map(({ id }) => id);
  await expectJoined(page, api, 3);
  await api.share(one, { names: [], folder: shared });

  // The second holder is told in the window, first wrongly.
  const hand = new Hand(page);
  await hand.clickPeer(other);
  const files = page.getByRole('region', { name: 'Files', exact: true });
  const folder = files.getByRole('textbox', { name: 'Share a folder' });
  await folder.fill(join(home, 'nowhere'));
  await folder.press('Enter');
  await expect(files.getByText(/cannot be shared .*Choose one that you can read/)).toBeVisible();
  await folder.fill(shared);
  await folder.press('Enter');
  await expect(files.getByText(NAME)).toBeVisible();
  await expect(files.getByRole('button', { name: 'Stop sharing it' })).toBeVisible();

  await hand.clickPeer(asker);
  await searchAndDownload(page);
  await api.eventsUntil((event) => event.type === 'download:progressed' && event.bytes > 0);
  await api.act(one, 'crash');
  const then = await transferOf(api);
  expect(then.phase).toBe('running');
  expect(then.bytes).toBeLessThan(BYTES);
  expect(then.holders).toHaveLength(2);
  // It goes on with who is left.
  const further = then.bytes + BYTES / 20;
  await api.eventsUntil((event) => event.type === 'download:progressed' && event.bytes > further);

  await page.getByRole('tab', { name: 'Files' }).click();
  const table = page.getByRole('table', { name: 'Downloads' });
  await table.getByRole('button', { name: `Pause the download of ${NAME}` }).click();
  await expect(table).toContainText('paused at');
  const paused = await transferOf(api);
  expect(paused.phase).toBe('paused');
  expect(paused.bytes).toBeLessThan(BYTES);
  expect((await readdir(downloads)).includes(NAME)).toBe(false);
  await keepScreen(page, info.project.name, 'download-paused');

  await table.getByRole('button', { name: `Resume the download of ${NAME}` }).click();
  await expect(table).toContainText('SHA-256 verified', { timeout: 30_000 });
  await expect(table).toContainText(join(downloads, NAME));
  expect(await sha256Of(join(downloads, NAME))).toBe(wanted);
  expect(await readdir(downloads)).toEqual([NAME]);
  await keepScreen(page, info.project.name, 'download');
});

test('names are shared and taken back in the inspector; a download that is cancelled leaves nothing', async ({
  home,
  page,
  api,
}) => {
  const downloads = join(home, 'downloads');
  await api.settings({ downloadFolder: downloads });
  const { peers } = await api.addPeers({ count: 1 });
  const [{ id } = { id: '' }] = peers;
  await api.share(id, { names: ['Old Tune'] });
  await expectJoined(page, api, 1);
  await new Hand(page).clickPeer(id);
  const files = page.getByRole('region', { name: 'Files', exact: true });
  const name = files.getByRole('textbox', { name: 'Share a name' });
  await name.fill('New Tune');
  await name.press('Enter');
  await expect(files.getByRole('listitem')).toHaveText([/^Old Tune/, /^New Tune/]);
  await files.getByRole('button', { name: 'Share Old Tune no more' }).click();
  await expect(files.getByRole('listitem')).toHaveText([/^New Tune/]);
  const filesNow = async () => (await api.network()).peers[0]?.files.map((file) => file.name);
  expect(await filesNow()).toEqual(['New Tune']);
  await name.fill('The "Best" Tune');
  await name.press('Enter');
  await expect(files.getByText(/puts file names in quotes/)).toBeVisible();
  expect(await filesNow()).toEqual(['New Tune']);

  // Nobody listens there, so it asks until it is told not to.
  await page.getByRole('tab', { name: 'Files' }).click();
  await api.download('Lost Tune', ['127.0.0.1:1']);
  const row = page.getByRole('table', { name: 'Downloads' }).getByRole('row', { name: 'Lost Tune' });
  await expect(row).toContainText('asking…');
  await row.getByRole('button', { name: 'Cancel the download of Lost Tune' }).click();
  await expect(row).toContainText('cancelled');
  expect(await readdir(downloads)).toEqual([]);
});
