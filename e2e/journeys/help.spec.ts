import { Accessibility } from '../axe';
import { keepScreen } from '../hand';
import { expect, test } from '../lab-test';

test('the help has all keys, the documents with their links, and what this program is', async ({
  page,
}, info) => {
  await expect(page.getByRole('button', { name: /start with 10 peers/i })).toBeVisible();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Help' });
  await expect(help.getByText('Draw a lasso around peers')).toBeVisible();

  await help.getByRole('tab', { name: 'Read me' }).click();
  await expect(help.getByRole('heading', { name: 'syncPulse' })).toBeVisible();
  await keepScreen(page, info.project.name, 'help-readme');
  const axe = new Accessibility(page, 'any theme');
  await axe.examine('a document', '[role="dialog"]');
  expect(axe.found).toEqual([]);
  // Nothing of a document is loaded from anywhere, and its links lead to the other documents.
  await expect(help.locator('img')).toHaveCount(0);
  await help.getByRole('button', { name: 'PROTOCOL.md' }).first().click();
  await expect(help.getByRole('tab', { name: 'Protocol' })).toHaveAttribute('aria-selected', 'true');
  await expect(help.getByRole('table').first()).toBeVisible();
  await expect(help.getByRole('tabpanel')).toContainText('JOINOK');

  await help.getByRole('tab', { name: 'About' }).click();
  await expect(help.getByText(/^syncPulse \d+\.\d+\.\d+$/)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(help).toBeHidden();
  await page.getByRole('button', { name: 'Help' }).click();
  await expect(help).toBeVisible();
});
