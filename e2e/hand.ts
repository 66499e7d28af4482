import { expect, type Page } from '@playwright/test';
import { pictureOf } from './picture';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A hand on the mouse: it waits until the picture stands still, as a person would, and aims by what is drawn. */
export class Hand {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** @returns where the peer is drawn once nothing moves */
  async peer(id: string): Promise<Point> {
    await this.stillness();
    const peer = (await pictureOf(this.#page)).peers.find((one) => one.id === id);
    if (!peer) throw new Error(`the canvas shows no peer ${id}`);
    return peer;
  }

  /** @returns where the bootstrap server is drawn once nothing moves */
  async bootstrap(): Promise<Point> {
    await this.stillness();
    return (await pictureOf(this.#page)).bootstrap;
  }

  async stillness(): Promise<void> {
    await expect.poll(async () => (await pictureOf(this.#page)).settled, { timeout: 15_000 }).toBe(true);
  }

  async clickPeer(id: string): Promise<void> {
    const { x, y } = await this.peer(id);
    await this.#page.mouse.click(x, y);
  }

  /** Selects a peer and does what a button of the toolbar says. */
  async press(id: string, button: string): Promise<void> {
    await this.clickPeer(id);
    await this.#page
      .getByRole('toolbar', { name: 'Act on the selected peers' })
      .getByRole('button', { name: button })
      .click();
  }

  async clickLink(a: string, b: string): Promise<void> {
    const [from, to] = [await this.peer(a), await this.peer(b)];
    await this.#page.mouse.click((from.x + to.x) / 2, (from.y + to.y) / 2);
  }

  /** Points at the first, takes the handle that appears, and draws the line to the second. */
  async drawLine(from: string, to: string): Promise<void> {
    const { mouse } = this.#page;
    const target = await this.peer(to);
    const start = await this.peer(from);
    await mouse.move(start.x, start.y);
    await expect.poll(async () => (await pictureOf(this.#page)).handle?.peer).toBe(from);
    const { handle } = await pictureOf(this.#page);
    if (!handle) throw new Error('the handle is gone');
    await mouse.move(handle.x, handle.y);
    await mouse.down();
    await mouse.move((handle.x + target.x) / 2, (handle.y + target.y) / 2, { steps: 4 });
    await mouse.move(target.x, target.y, { steps: 4 });
    await mouse.up();
  }

  /** @returns a point of the canvas with nothing under it, near the middle, where the view need not step back for it */
  async emptySpot(): Promise<Point> {
    await this.stillness();
    const { peers } = await pictureOf(this.#page);
    const { width, height } = await sizeOf(this.#page);
    const middle = { x: 0.45 * width, y: 0.4 * height };
    const apart = (one: Point, other: Point) => Math.hypot(one.x - other.x, one.y - other.y);
    const spots: Point[] = [];
    for (let x = -200; x <= 200; x += 40)
      for (let y = -160; y <= 160; y += 40) spots.push({ x: middle.x + x, y: middle.y + y });
    spots.sort((one, other) => apart(one, middle) - apart(other, middle));
    for (const spot of spots) {
      if (peers.some((peer) => apart(peer, spot) < 70)) continue;
      await this.#page.mouse.move(spot.x, spot.y);
      const under = await this.#page.evaluate<string>(
        `getComputedStyle(document.elementFromPoint(${spot.x}, ${spot.y})).cursor`,
      );
      if (under === 'default') return spot;
    }
    throw new Error('the canvas has no empty spot');
  }
}

/** @returns the size of the window's page in CSS pixels; Playwright sets none in the genuine runtime, so it is asked */
export async function sizeOf(page: Page): Promise<{ width: number; height: number }> {
  return page.evaluate('({ width: innerWidth, height: innerHeight })');
}

/** Keeps a picture for people to look at, in test-results/screens. */
export async function keepScreen(page: Page, project: string, name: string): Promise<void> {
  const host = project.startsWith('desktop') ? 'desktop' : 'browser';
  await page.screenshot({ path: `test-results/screens/${name}-${host}.png` });
}
