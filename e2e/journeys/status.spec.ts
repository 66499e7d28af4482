import type { Page } from '@playwright/test';
import { keepScreen } from '../hand';
import { expect, test } from '../lab-test';
import { expectJoined } from '../picture';

/** Puts a large number for each number of the bar, and longer words for its words, as a translation may. */
const ENLARGE = `(() => {
  const bar = document.querySelector('[aria-label="Network status"]');
  for (const figure of bar.querySelectorAll('[data-figure]')) {
    const walker = document.createTreeWalker(figure, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const long = node.data.replace(/[a-z]{3,}/gi, (word) => word + 'ungen'.slice(0, Math.ceil(word.length / 2)));
      node.data = long.replace(/[0-9][0-9.,]*/g, '1,000,000');
    }
  }
  return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null))));
})()`;

/** @returns everything in the bar that is clipped, lies outside of it, or over something else */
const FAULTS = `(() => {
  const bar = document.querySelector('[aria-label="Network status"]');
  const box = bar.getBoundingClientRect();
  const faults = bar.scrollWidth > bar.clientWidth ? ['the bar is wider than its room'] : [];
  let before = { right: box.left, text: 'the edge' };
  const shown = [...bar.querySelectorAll('[data-figure], button')].filter(
    (one) => getComputedStyle(one).visibility !== 'hidden' && one.getBoundingClientRect().width > 0,
  );
  for (const one of shown) {
    const text = one.textContent || one.ariaLabel;
    const { left, right, top, bottom } = one.getBoundingClientRect();
    if (left < box.left || right > box.right || top < box.top || bottom > box.bottom) faults.push(text + ' lies outside');
    if (one.scrollWidth > one.clientWidth) faults.push(text + ' is clipped');
    if (one.parentElement.closest('[data-figure]')) continue;
    if (left < before.right - 0.5) faults.push(text + ' lies over ' + before.text);
    before = { right, text };
  }
  return faults;
})()`;

const shownFigures = (page: Page) =>
  page.evaluate<number>(
    `[...document.querySelectorAll('[aria-label="Network status"] [data-figure]')].filter((one) => !one.inert).length`,
  );

test('the status bar never overflows: it hides the last figures, and a button shows all of them', async ({
  page,
  api,
}, info) => {
  await api.addPeers({ count: 5, wiring: 'ring' });
  await expectJoined(page, api, 5);
  const bar = page.getByRole('status', { name: 'Network status' });
  for (const width of [1920, 1280, 1024, 800, 640]) {
    await page.setViewportSize({ width, height: 640 });
    await expect.poll(() => page.evaluate<string[]>(FAULTS)).toEqual([]);
  }
  // The button is there where a figure is hidden, and only there.
  const button = bar.getByRole('button', { name: 'All figures' });
  await page.setViewportSize({ width: 1920, height: 640 });
  await expect(button).toBeHidden();
  await page.setViewportSize({ width: 640, height: 640 });
  // What matters most is there at any width.
  await expect(bar.locator('li').first()).toHaveText(/^5/);
  const before = await shownFigures(page);
  await page.evaluate(ENLARGE);
  await expect.poll(() => page.evaluate<string[]>(FAULTS)).toEqual([]);
  expect(await shownFigures(page)).toBeLessThan(before);
  await expect(button).toBeVisible();
  await keepScreen(page, info.project.name, 'status-large-numbers');
  for (const width of [800, 1024, 1280, 1920]) {
    await page.setViewportSize({ width, height: 640 });
    await page.evaluate(ENLARGE);
    await expect.poll(() => page.evaluate<string[]>(FAULTS)).toEqual([]);
  }
  await page.setViewportSize({ width: 640, height: 400 });
  await bar.getByRole('button', { name: 'All figures' }).click();
  const all = page.getByRole('dialog', { name: 'All figures' });
  await expect(all.getByText('Mean degree')).toBeInViewport({ ratio: 1 });
  for (const name of ['Peers joined', 'Peers registering', 'Links', 'Islands', 'Messages a second', 'Memory'])
    await expect(all.getByText(name, { exact: true })).toBeVisible();
  await keepScreen(page, info.project.name, 'status-all-figures');
  await page.keyboard.press('Escape');
  await expect(all).toBeHidden();
});
