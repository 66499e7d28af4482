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
