import { keepScreen } from '../hand';
import { expect, test } from '../lab-test';
import { expectJoined } from '../picture';

test.beforeEach(({ hostKind }) => test.skip(hostKind !== 'browser', 'the API page is opened in a browser'));

test('the API page tries a command with the session of the browser, and the lab shows what it did', async ({
  page,
  api,
}, info) => {
  await expect(page.getByRole('toolbar').first()).toBeVisible();
  const docs = await page.context().newPage();
  await docs.goto(new URL('/api/docs', page.url()).href);
  const read = docs.locator('[id="get-/network"]');
  await read.getByRole('button', { name: 'TRY' }).click();
  await expect(read).toContainText('Response Status: OK:200');
  const { bootstrap } = await api.network();
  await expect(read).toContainText(bootstrap.address ?? 'none');

  const add = docs.locator('[id="post-/peers"]');
  await add.getByRole('textbox').first().fill('{ "count": 2, "name": "fromdocs" }');
  await add.getByRole('button', { name: 'TRY' }).click();
  await expect(add).toContainText('Response Status: OK:');
  await keepScreen(docs, info.project.name, 'api-page');
  const { peers } = await expectJoined(page, api, 2);
  expect(peers[0]?.name).toContain('fromdocs');
  await docs.close();
});

test('a file is uploaded through the API page, and fetched as it was', async ({ page, api }, info) => {
  await expect(page.getByRole('toolbar').first()).toBeVisible();
  await page.goto(new URL('/api/docs', page.url()).href);
  const upload = page.locator('[id="post-/upload"]');
  const file = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('what was noted\n') };
  await upload.locator('input[type="file"]').setInputFiles(file);
  await upload.getByRole('button', { name: 'TRY' }).click();
  await expect(upload).toContainText('Response Status: OK:200');
  await keepScreen(page, info.project.name, 'api-page-upload');
  const fetched = await fetch(new URL('/uploaded/notes.txt', api.url), {
    headers: { authorization: `Bearer ${api.token}` },
  });
  expect(fetched.status).toBe(200);
  expect(await fetched.text()).toBe('what was noted\n');
});
