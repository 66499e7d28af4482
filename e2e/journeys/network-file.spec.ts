import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { encodeNetwork } from '../../src/shared/recording/network-file';
import { savedNetworkSchema } from '../../src/shared/recording/saved-network';
import { keepScreen } from '../hand';
import type { Api } from '../host/api';
import { expect, test } from '../lab-test';
import { expectJoined, expectTruePicture } from '../picture';

/** Names, links, shared names and places, whatever the addresses are. */
async function pictureOf(api: Api) {
  const { peers } = await api.network();
  const nameOf = new Map(peers.map(({ id, name }) => [String(id), name]));
  return peers
    .map(({ name, phase, neighbours, files, place }) => ({
      ...{ name, phase, place },
      neighbours: neighbours.map((one) => nameOf.get(String(one.id))).sort(),
      files: files.map((file) => file.name).sort(),
    }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

async function chooseInMenu(page: Page, entry: string): Promise<void> {
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: entry }).click();
}

async function openFile(page: Page, file: string): Promise<void> {
  const choosing = page.waitForEvent('filechooser');
  await chooseInMenu(page, 'Open network…');
  await (await choosing).setFiles(file);
}

test('a saved network is opened again as it was; a bad file is refused in words', async ({
  page,
  api,
  home,
  hostKind,
}, info) => {
  test.skip(hostKind === 'desktop', 'the desktop app asks where to save, in a window of the system');
  await api.addPeers({ count: 5, wiring: 'ring' });
  await expectJoined(page, api, 5);
  const before = await pictureOf(api);

  const saving = page.waitForEvent('download');
  await chooseInMenu(page, 'Save network…');
  const download = await saving;
  expect(download.suggestedFilename()).toMatch(/^network-\d{4}-\d\d-\d\d\.syncpulse$/);
  const file = join(home, 'ring.syncpulse');
  await download.saveAs(file);

  for (const { id } of (await api.network()).peers) await api.remove(id);
  await expect(page.getByRole('heading', { name: 'No peers yet' })).toBeVisible();
  await openFile(page, file);
  await expectJoined(page, api, 5);
  await expectTruePicture(page, api);
  const namesAndLinks = (peers: typeof before) => peers.map(({ place, ...rest }) => rest);
  expect(namesAndLinks(await pictureOf(api))).toEqual(namesAndLinks(before));

  const bad = join(home, 'bad.syncpulse');
  const bytes = await readFile(file);
  for (const [content, words] of [
    [Buffer.alloc(0), 'The file is empty.'],
    [Buffer.from('PK, of another program'), 'This is not a .syncpulse file'],
    [bytes.subarray(0, 200), 'was cut'],
  ] as const) {
    await writeFile(bad, content);
    await openFile(page, bad);
    await expect(page.getByText('bad.syncpulse was not opened')).toBeVisible();
    await expect(page.getByText(words)).toBeVisible();
  }
  await keepScreen(page, info.project.name, 'a-bad-file');
  await page.keyboard.press('n');
  await expectJoined(page, api, 6);
});

test('a file that is dropped on the window is opened, and what it lacks is listed', async ({ page, api }) => {
  const network = savedNetworkSchema.parse({
    ...{ savedAt: '2026-01-01T00:00:00Z', arrangement: 'force' },
    peers: [
      {
        ...{ address: '127.0.0.1:41873', name: 'anna', phase: 'joined', registered: true, wired: true },
        ...{ neighbours: [], files: [], unsavedFiles: 3, place: null, pinned: 'no' },
      },
    ],
  });
  const bytes = JSON.stringify([...(await encodeNetwork(network))]);
  await expectTruePicture(page, api);
  await page.evaluate(`(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([new Uint8Array(${bytes})], 'one.syncpulse'));
    const event = (type) => new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true });
    const canvas = document.querySelector('canvas');
    if (canvas.dispatchEvent(event('dragover'))) throw new Error('the page does not take files');
    canvas.dispatchEvent(event('drop'));
  })()`);
  await expect(page.getByText('one.syncpulse was opened with 1 problem')).toBeVisible();
  expect((await pictureOf(api)).map(({ name }) => name)).toEqual(['anna']);
});
