import type { Locator, Page } from '@playwright/test';
import { keepScreen } from '../hand';
import { expect, test } from '../lab-test';
import { expectJoined } from '../picture';

test.beforeEach(({ hostKind }) => test.skip(hostKind !== 'browser', 'the API page is opened in a browser'));

/** @returns the card of a call, opened, ready to be tried */
async function open(docs: Page, method: 'GET' | 'POST', path: string): Promise<Locator> {
  const call = docs.locator(`.opblock-${method.toLowerCase()}`, {
    has: docs.locator(`[data-path="${path}"]`),
  });
  await call.locator('.opblock-summary-control').click();
  await expect(call.getByRole('button', { name: 'Execute' })).toBeVisible();
  return call;
}

/** Sends what the card of a call says. @returns the response, as the page shows it */
async function execute(call: Locator): Promise<Locator> {
  await call.getByRole('button', { name: 'Execute' }).click();
  return call.locator('.live-responses-table .response');
}

test('the API page tries a command with the session of the browser, and the lab shows what it did', async ({
  page,
  api,
}, info) => {
  await expect(page.getByRole('toolbar').first()).toBeVisible();
  const docs = await page.context().newPage();
  const failures: string[] = [];
  const remote: string[] = [];
  docs.on('console', (message) => message.type() === 'error' && failures.push(message.text()));
  docs.on('request', (request) => {
    if (!/^(data:|blob:)/.test(request.url()) && !request.url().startsWith(new URL('/', api.url).href))
      remote.push(request.url());
  });
  await docs.goto(new URL('/api/docs', page.url()).href);
  const read = await open(docs, 'GET', '/network');
  const picture = await execute(read);
  await expect(picture.locator('.response-col_status')).toContainText('200');
  const { bootstrap } = await api.network();
  await expect(picture).toContainText(bootstrap.address ?? 'none');
  // The key of the page works only in this browser, and is shown nowhere.
  const key = await docs.evaluate(() => localStorage.getItem('syncpulse.page-key'));
  expect(key).toBeTruthy();
  await expect(read).not.toContainText(key ?? '');

  const add = await open(docs, 'POST', '/peers');
  await add.getByRole('textbox').first().fill('{ "count": 2, "name": "fromdocs" }');
  await expect((await execute(add)).locator('.response-col_status')).toContainText('200');
  await keepScreen(docs, info.project.name, 'api-page');
  const { peers } = await expectJoined(page, api, 2);
  expect(peers[0]?.name).toContain('fromdocs');
  expect({ failures, remote }).toEqual({ failures: [], remote: [] });
  await docs.close();
});

test('the API page shows the start of a stream, which has no end', async ({ page }) => {
  await expect(page.getByRole('toolbar').first()).toBeVisible();
  await page.goto(new URL('/api/docs', page.url()).href);
  const stream = await execute(await open(page, 'GET', '/network/watch'));
  await expect(stream.locator('.response-col_status')).toContainText('200');
  await expect(stream).toContainText('event: message');
});

test('the API page has the colours of the window, light and dark', async ({ page }) => {
  await expect(page.getByRole('toolbar').first()).toBeVisible();
  await page.goto(new URL('/api/docs', page.url()).href);
  const card = page.locator('.opblock').first();
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(page.locator('body')).toHaveCSS('background-color', 'rgb(255, 255, 255)');
  await expect(card).toHaveCSS('background-color', 'rgb(255, 255, 255)');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.locator('body')).toHaveCSS('background-color', 'rgb(25, 29, 35)');
  await expect(card).toHaveCSS('background-color', 'rgb(34, 39, 47)');
});

test('a file is uploaded through the API page, and fetched as it was', async ({ page, api }, info) => {
  await expect(page.getByRole('toolbar').first()).toBeVisible();
  await page.goto(new URL('/api/docs', page.url()).href);
  const upload = await open(page, 'POST', '/upload');
  const file = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('what was noted\n') };
  await upload.locator('input[type="file"]').setInputFiles(file);
  await expect((await execute(upload)).locator('.response-col_status')).toContainText('200');
  await keepScreen(page, info.project.name, 'api-page-upload');
  const fetched = await fetch(new URL('/uploaded/notes.txt', api.url), {
    headers: { authorization: `Bearer ${api.token}` },
  });
  expect(fetched.status).toBe(200);
  expect(await fetched.text()).toBe('what was noted\n');
});
