import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keepScreen } from '../hand';
import { expect, test } from '../lab-test';

test('a setting that cannot be is explained beside its field; one that can is in force after saving', async ({
  page,
  api,
}) => {
  await page.getByRole('button', { name: 'Settings' }).click();
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  const offered = dialog.getByRole('textbox', { name: 'Neighbours offered' });
  const before = (await api.network()).settings.neighboursOffered;
  await offered.fill('-1');
  await expect(offered).toHaveAttribute('aria-invalid', 'true');
  await expect(dialog.getByRole('button', { name: 'Save' })).toBeDisabled();

  await offered.fill(String(before + 1));
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  expect((await api.network()).settings.neighboursOffered).toBe(before + 1);

  await page.getByRole('button', { name: 'Settings' }).click();
  await expect(offered).toHaveValue(String(before + 1));
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('the theme changes at once, and is kept over a reload', async ({ page }) => {
  const theme = () => page.evaluate<string>('document.documentElement.dataset.theme');
  const other = (await theme()) === 'dark' ? 'Light' : 'Dark';
  await page.getByRole('button', { name: 'Settings' }).click();
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('radiogroup', { name: 'Theme' }).getByText(other, { exact: true }).click();
  await expect.poll(theme).toBe(other.toLowerCase());
  await page.keyboard.press('Escape');
  await page.reload();
  await expect.poll(theme).toBe(other.toLowerCase());
});

for (const width of [1280, 640]) {
  test(`the limits for other programs are reached, checked and saved in a window of ${width} pixels`, async ({
    page,
    api,
  }, info) => {
    await page.setViewportSize({ width, height: 800 });
    await page.getByRole('button', { name: 'Settings' }).click();
    const dialog = page.getByRole('dialog', { name: 'Settings' });
    const limits = dialog.getByRole('group', { name: 'Limits for other programs' });
    const fields = await limits.getByRole('textbox').all();
    expect(fields.length).toBeGreaterThan(10);
    for (const field of fields) {
      // Tab moves from field to field, and brings each into view.
      await field.focus();
      await expect(field).toBeInViewport({ ratio: 1 });
    }
    const quiet = limits.getByRole('textbox', { name: 'Quiet connection' });
    const save = dialog.getByRole('button', { name: 'Save' });
    await quiet.fill('0');
    await expect(quiet).toHaveAttribute('aria-invalid', 'true');
    await expect(save).toBeDisabled();
    await expect(save).toBeInViewport({ ratio: 1 });
    for (const theme of ['Dark', 'Light']) {
      await dialog.getByRole('radiogroup', { name: 'Theme' }).getByText(theme, { exact: true }).click();
      await limits.scrollIntoViewIfNeeded();
      await quiet.focus();
      await keepScreen(page, info.project.name, `limits-${width}-${theme.toLowerCase()}`);
    }
    await quiet.fill('45');
    await save.click();
    await expect(dialog).toBeHidden();
    expect((await api.network()).settings.connectionQuietS).toBe(45);
    await page.getByRole('button', { name: 'Settings' }).click();
    await expect(quiet).toHaveValue('45');
  });
}

test('a stored setting that cannot be used is shown, and saving its default replaces it in the file', async ({
  start,
  home,
}) => {
  const file = join(home, 'settings.json');
  await writeFile(file, JSON.stringify({ sharedFolder: '/nowhere/at/all', walkers: 7 }));
  const { page, newWindow } = await start();
  for (const window of [page, await newWindow()]) {
    const notices = window.getByRole('region', { name: 'Notices' });
    await expect(notices.getByRole('heading', { name: '1 stored setting cannot be used' })).toBeVisible();
    await expect(notices).toContainText('“sharedFolder” in the settings file cannot be used');
  }

  const notices = page.getByRole('region', { name: 'Notices' });
  await notices.getByRole('button', { name: 'Open settings' }).click();
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await notices.getByRole('button', { name: 'Open settings' }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(notices.getByRole('heading', { name: '1 stored setting cannot be used' })).toBeHidden();
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ sharedFolder: '', walkers: 7 });
});
