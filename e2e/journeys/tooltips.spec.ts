import { expect, test } from '../lab-test';

test('a tooltip stands beside the button that it names, and any key closes it', async ({ page }) => {
  const button = page.getByRole('button', { name: 'Settings', exact: true });
  const tip = page.getByRole('tooltip');
  // Before the mouse has moved, the page does not know that somebody points with it.
  await page.mouse.move(400, 300);
  await button.hover();
  await expect(tip).toBeVisible();
  const [named, naming] = [await button.boundingBox(), await tip.boundingBox()];
  if (named === null || naming === null) throw new Error('The button or its tooltip has no box.');
  const apart =
    naming.x >= named.x + named.width ||
    naming.x + naming.width <= named.x ||
    naming.y >= named.y + named.height ||
    naming.y + naming.height <= named.y;
  expect(apart).toBe(true);
  await page.keyboard.press('Shift');
  await expect(tip).toBeHidden();
});
