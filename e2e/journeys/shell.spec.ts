import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { addressOf } from '../../src/shared/protocol/address';
import { DIALECTS } from '../../test/families/dialects';
import { ForeignPeer } from '../../test/families/foreign-peer';
import { keepScreen } from '../hand';
import type { Api } from '../host/api';
import type { RunningLab } from '../host/running-lab';
import { expect, test } from '../lab-test';
import { expectJoined, expectTruePicture } from '../picture';

test('the page is held to its own files, without eval and without Node', async ({ page, hostKind }) => {
  const policy = await page.evaluate<string>(
    "fetch(location.href).then((answer) => answer.headers.get('content-security-policy'))",
  );
  expect(policy).toMatch(/default-src '(none|self)'/);
  expect(policy).toMatch(/script-src 'self'(;|$)/);
  expect(policy).not.toContain('unsafe-eval');
  const evaluated = await page.evaluate<string>(
    "(() => { const script = document.createElement('script'); script.textContent = 'window.ran = true'; document.body.append(script); return String(window.ran); })()",
  );
  expect(evaluated).toBe('undefined');
  expect(await page.evaluate('[typeof require, typeof process, typeof module, typeof Buffer]')).toEqual(
    Array(4).fill('undefined'),
  );
  const desktop = await page.evaluate('window.syncPulseDesktop ?? null');
  expect(desktop).toEqual(hostKind === 'desktop' ? { platform: process.platform } : null);
});

test('the token is in a file that only its owner can read', async ({ lab }) => {
  const file = await stat(join(lab.home, 'token'));
  expect(file.size).toBeGreaterThanOrEqual(43);
  if (process.platform !== 'win32') expect(file.mode & 0o077).toBe(0);
});

/** A peer of another program that is a neighbour of every peer of the lab. */
async function neighbourOfAll(api: Api): Promise<ForeignPeer> {
  const { peers } = await api.network();
  const outsider = await ForeignPeer.open('outsider', DIALECTS.B);
  for (const { id } of peers) expect(await outsider.join(addressOf(id))).toBe(true);
  return outsider;
}

const ways = [
  ['as a person does', (lab: RunningLab) => lab.quit()],
  ['as its launcher does', (lab: RunningLab) => lab.desktop?.quitByLauncher?.()],
] as const;
for (const [how, quit] of ways)
  test(`quitting ${how} lets every peer leave and ends with 0`, async ({ lab, page, api, hostKind }) => {
    test.skip(
      how === 'as its launcher does' && (hostKind !== 'desktop' || !lab.desktop?.quitByLauncher),
      'Playwright has the channel of the genuine runtime, and a browser has none',
    );
    await api.addPeers({ count: 10 });
    await expectJoined(page, api, 10);
    const outsider = await neighbourOfAll(api);
    try {
      expect(outsider.neighbours.size).toBe(10);
      expect(await quit(lab)).toBe(0);
      // Each has sent its LEAVE before the program ended.
      await expect.poll(() => outsider.neighbours.size).toBe(0);
      await expect(api.network()).rejects.toThrow();
    } finally {
      await outsider.stop();
    }
  });

test.describe('the desktop window', () => {
  test.beforeEach(({ hostKind }) => test.skip(hostKind !== 'desktop', 'only the desktop app has a shell'));

  test('is made with every guard up', async ({ lab }) => {
    const windows = await lab.desktop?.windows?.();
    test.skip(windows === undefined, 'the genuine runtime does not tell; the next test shows it');
    await expect.poll(async () => (await lab.desktop?.windows?.())?.[0]?.visible).toBe(true);
    expect(windows).toHaveLength(1);
    expect(windows?.[0]).toMatchObject({
      title: 'syncPulse',
      webPreferences: {
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        webviewTag: false,
      },
    });
  });

  test('stays on its own page and opens no other', async ({ lab, page, api }) => {
    const own = page.url();
    for (const away of [
      'https://example.org/',
      'http://127.0.0.1:9/',
      'data:text/html,away',
      'file:///etc/passwd',
    ]) {
      await page.evaluate(`location.href = ${JSON.stringify(away)}; 0`);
      await page.evaluate(`window.open(${JSON.stringify(away)}); 0`);
    }
    await page.evaluate(
      "document.body.append(Object.assign(document.createElement('iframe'), { src: 'https://example.org/' })); 0",
    );
    await expect.poll(() => page.context().pages().length).toBe(1);
    expect(await lab.desktop?.countWindows()).toBe(1);
    expect(page.url()).toBe(own);
    // Still live: what it shows is the network.
    await page.keyboard.press('n');
    await expectJoined(page, api, 1);
  });

  test('is refused every permission', async ({ page }) => {
    const state = (name: string) =>
      page.evaluate(`navigator.permissions.query({ name: '${name}' }).then((status) => status.state)`);
    for (const name of ['geolocation', 'notifications', 'midi', 'clipboard-read'])
      expect(await state(name), name).toBe('denied');
  });

  test('hands its port to nobody but the page', async ({ page }) => {
    const exposed = await page.evaluate('Object.keys(window.syncPulseDesktop).join()');
    expect(exposed).toBe('platform');
    const frame = await page.evaluate<string>(`new Promise((resolve) => {
      const frame = document.createElement('iframe');
      document.body.append(frame);
      frame.contentWindow.addEventListener('message', (event) => event.ports.length > 0 && resolve('a port'));
      frame.contentWindow.postMessage('syncpulse:ask-port', '*');
      requestAnimationFrame(() => requestAnimationFrame(() => resolve('nothing')));
    })`);
    expect(frame).toBe('nothing');
  });

  test('is the only one: starting the app again shows it', async ({ lab, page, api }) => {
    await lab.desktop?.minimize();
    expect(await lab.desktop?.startAgain()).toBe(0);
    await expect.poll(() => lab.desktop?.hasFocus()).toBe(true);
    expect(await lab.desktop?.countWindows()).toBe(1);
    await expectTruePicture(page, api);
  });

  test('is shown where the system never says that it is painted', async ({ start }) => {
    const { desktop, page, api } = await start({ env: { STAND_IN_NEVER_READY_TO_SHOW: '1' } });
    expect(await desktop?.hasFocus()).toBe(true);
    await expectTruePicture(page, api);
  });

  test('opens without the sandbox of Chromium, where that is switched off', async ({ start }) => {
    const { page, api } = await start({ args: ['--no-sandbox'] });
    await api.addPeers({ count: 1 });
    await expectJoined(page, api, 1);
  });

  test('comes back where it was', async ({ start }) => {
    const bounds = { x: 60, y: 70, width: 1100, height: 720 };
    const first = await start();
    await first.desktop?.setBounds(bounds);
    expect(await first.desktop?.bounds()).toEqual(bounds);
    await first.quit();
    const second = await start();
    expect(await second.desktop?.bounds()).toEqual(bounds);
  });

  test('comes back after its page has crashed, with the same picture', async ({ lab, page, api }) => {
    await api.addPeers({ count: 4 });
    await expectJoined(page, api, 4);
    const next = await lab.desktop?.crashPage?.();
    test.skip(next === undefined, 'Playwright cannot follow a crashed page of the genuine runtime');
    if (next) await expectJoined(next, api, 4);
    expect(await lab.desktop?.countWindows()).toBe(1);
  });

  test('says so when its page crashes again and again, and opens it again when asked', async ({
    lab,
    api,
  }, info) => {
    await api.addPeers({ count: 2 });
    let page: Page | undefined = lab.page;
    for (let crash = 1; crash <= 4; crash += 1) page = await lab.desktop?.crashPage?.();
    test.skip(page === undefined, 'Playwright cannot follow a crashed page of the genuine runtime');
    if (!page) return;
    await expect(
      page.getByRole('heading', { name: 'The window stopped four times within a minute' }),
    ).toBeVisible();
    await keepScreen(page, info.project.name, 'stopped');
    await page.getByRole('link', { name: 'Open the window again' }).click();
    await expectJoined(page, api, 2);
  });

  test('keeps its settings from run to run', async ({ start }) => {
    const first = await start();
    await first.api.settings({ neighboursOffered: 5 });
    await first.quit();
    const second = await start();
    expect((await second.api.network()).settings.neighboursOffered).toBe(5);
  });
});
