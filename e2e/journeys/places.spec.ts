import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { keepScreen } from '../hand';
import { root } from '../host/child';
import { expect, test } from '../lab-test';
import { expectJoined } from '../picture';

test('the lab opens in a browser by its menu, without the token in what the browser keeps', async ({
  lab,
  page,
  api,
  hostKind,
  playwright,
}, info) => {
  test.skip(hostKind !== 'desktop', 'only the desktop app has a menu');
  await api.addPeers({ count: 2 });
  await expectJoined(page, api, 2);
  const address = (await lab.desktop?.openInBrowser()) ?? '';
  expect(new URL(address).origin).toBe(new URL(api.url).origin);
  const browser = await playwright.chromium.launch(info.project.use.launchOptions);
  try {
    const context = await browser.newContext();
    const other = await context.newPage();
    await other.goto(address);
    await expectJoined(other, api, 2);
    await expect.poll(() => other.url()).toBe(`${new URL(address).origin}/`);
    const kept = await other.evaluate<string>(
      'JSON.stringify([location.href, document.referrer, { ...localStorage }, { ...sessionStorage }, performance.getEntries().map(({ name }) => name)])',
    );
    expect(kept).not.toContain(api.token);
    expect(JSON.stringify(await context.cookies())).not.toContain(api.token);
    await keepScreen(other, info.project.name, 'opened-in-browser');
    // One lab: what the browser does is seen in the window.
    await other.keyboard.press('n');
    await expectJoined(page, api, 3);
  } finally {
    await browser.close();
  }
});

test('a relative SYNCPULSE_HOME is below the folder in which the program is started', async ({
  home,
  start,
}) => {
  const { page, api } = await start({ env: { SYNCPULSE_HOME: relative(root, home) } });
  await api.addPeers({ count: 1 });
  await expectJoined(page, api, 1);
  await api.settings({ neighboursOffered: 4 });
  expect((await readFile(join(home, 'token'), 'utf8')).trim()).toBe(api.token);
  expect(JSON.parse(await readFile(join(home, 'settings.json'), 'utf8'))).toMatchObject({
    neighboursOffered: 4,
  });
});
