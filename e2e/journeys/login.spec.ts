import { expect, test } from '../lab-test';

test.beforeEach(({ hostKind }) => test.skip(hostKind !== 'browser', 'only a browser logs in'));

const status = '[role="toolbar"]';

test('the token is neither in the address nor in the history, nor in anything that the browser keeps', async ({
  page,
  api,
}) => {
  await expect(page.locator(status).first()).toBeVisible();
  await expect.poll(() => page.url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  expect(await page.evaluate('history.length')).toBeLessThanOrEqual(2);
  const kept = await page.evaluate(
    'JSON.stringify([location.href, document.referrer, { ...localStorage }, { ...sessionStorage }, performance.getEntries().map(({ name }) => name)])',
  );
  expect(kept).not.toContain(api.token);
  expect(JSON.stringify(await page.context().cookies())).not.toContain(api.token);
  await page.goBack({ timeout: 5_000 }).catch(() => undefined);
  expect(page.url()).not.toContain(api.token);
});

test('a page without a login asks for the token, and opens the lab with it', async ({ page, api }) => {
  await expect(page.locator(status).first()).toBeVisible();
  const { origin } = new URL(page.url());
  await page.context().clearCookies();
  await page.goto(`${origin}/`);
  await page.getByLabel('Token').fill('wrong');
  await page.getByRole('button', { name: 'Open the lab' }).click();
  await expect(page.getByText('This is not the token of this lab')).toBeVisible();
  await page.getByLabel('Token').fill(api.token);
  await page.getByRole('button', { name: 'Open the lab' }).click();
  await expect(page.locator(status).first()).toBeVisible();
  await expect.poll(() => page.url()).toBe(`${origin}/`);
  await page.reload();
  await expect(page.locator(status).first()).toBeVisible();
});

test('the API page shows the calls of this lab', async ({ page }) => {
  await expect(page.locator(status).first()).toBeVisible();
  await page.goto(new URL('/api/docs', page.url()).href);
  await expect(page.getByText('Download a file from one holder or several').first()).toBeVisible();
});
