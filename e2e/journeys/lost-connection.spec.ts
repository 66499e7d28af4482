import type { WebSocketRoute } from '@playwright/test';
import { keepScreen } from '../hand';
import { expect, test } from '../lab-test';
import { expectJoined, pictureOf } from '../picture';

/** The banner's words about the time up to which the picture holds. */
const UNTIL = /What you see is how it was at (\d\d:\d\d:\d\d)\./;

test('a lost connection is shown with the time of the picture, and is made again by itself', async ({
  page,
  api,
  hostKind,
}, info) => {
  test.skip(hostKind !== 'browser', 'the desktop app has no network between its window and its lab');
  const open = new Set<WebSocketRoute>();
  let reachable = true;
  await page.routeWebSocket(/\/rpc$/, (socket) => {
    if (!reachable) return void socket.close();
    socket.connectToServer();
    open.add(socket);
  });
  await page.reload();
  await api.addPeers({ count: 2 });
  await expectJoined(page, api, 2);
  expect(open.size).toBe(1);

  const before = new Date();
  reachable = false;
  for (const socket of open) await socket.close();
  const banner = page.getByRole('alert').filter({ hasText: 'The connection to the lab is lost.' });
  await expect(banner).toContainText(UNTIL);
  const shown = UNTIL.exec((await banner.textContent()) ?? '')?.[1] ?? '';
  // The lab reports once a second, so the picture is as old as that at most; the test ends no minute later.
  const [hours = 0, minutes = 0, seconds = 0] = shown.split(':').map(Number);
  const day = 24 * 3_600;
  const age =
    before.getHours() * 3_600 +
    before.getMinutes() * 60 +
    before.getSeconds() -
    (hours * 3_600 + minutes * 60 + seconds);
  expect((age + day + 60) % day).toBeLessThan(120);
  await expect(page.getByRole('status', { name: 'Network status' })).toContainText('not connected');
  await keepScreen(page, info.project.name, 'connection-lost');

  // What happens meanwhile is not shown, and a command says why it cannot be done.
  await api.addPeers({ count: 2 });
  await expect
    .poll(async () => (await api.network()).peers.map(({ phase }) => phase))
    .toEqual(Array(4).fill('joined'));
  expect((await pictureOf(page)).peers).toHaveLength(2);
  await page.keyboard.press('n');
  await banner.getByRole('button', { name: 'Try now' }).click();
  await expect(banner).toBeVisible();

  reachable = true;
  await banner.getByRole('button', { name: 'Try now' }).click();
  await expect(banner).toBeHidden();
  await expectJoined(page, api, 4);
  // Once more, with nobody pressing anything.
  for (const socket of open) await socket.close();
  await expect.poll(() => open.size).toBe(3);
  await expect(page.getByRole('status', { name: 'Network status' })).not.toContainText('not connected');
  await page.keyboard.press('n');
  await expectJoined(page, api, 5);
});

test('a lab that is suspended is shown as not answering, and its present once it goes on', async ({
  lab,
  page,
  api,
}, info) => {
  test.skip(lab.suspend === undefined, 'this host cannot suspend the lab');
  await api.addPeers({ count: 2 });
  await expectJoined(page, api, 2);
  const banner = page.getByRole('alert').filter({ hasText: 'The lab does not answer.' });
  try {
    lab.suspend?.();
    await expect(banner).toContainText(UNTIL);
    await expect(page.getByRole('status', { name: 'Network status' })).toContainText('no answer');
    await keepScreen(page, info.project.name, 'lab-silent');
  } finally {
    lab.resume?.();
  }
  await expect(banner).toBeHidden();
  await page.keyboard.press('n');
  await expectJoined(page, api, 3);
});
