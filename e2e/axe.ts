import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** What axe finds on a page, one sentence for each element; a journey expects none. */
export class Accessibility {
  readonly #page: Page;
  readonly #theme: string;
  readonly found: string[] = [];

  constructor(page: Page, theme: string) {
    this.#page = page;
    this.#theme = theme;
  }

  /**
   * Examines what is on the screen now.
   *
   * @param screen its name in the sentences
   * @param part a CSS selector: only what is inside of it
   */
  async examine(screen: string, part?: string): Promise<void> {
    // What fades in has a lower contrast until it is opaque.
    // (Asked again and again from here: the page's policy forbids the polling function that Playwright would make.)
    const moving =
      'document.getAnimations().filter((one) => one.playState === "running" && one.effect.getComputedTiming().iterations !== Infinity).length';
    await expect.poll(() => this.#page.evaluate<number>(moving)).toBe(0);
    // The desktop app cannot open the second page that axe would otherwise finish its work on.
    const axe = new AxeBuilder({ page: this.#page }).setLegacyMode();
    if (part !== undefined) axe.include(part);
    const { violations } = await axe.analyze();
    for (const { id, help, nodes } of violations)
      for (const { html, any, all, none } of nodes) {
        const why = [...any, ...all, ...none].map(({ message }) => message).join(' ');
        this.found.push(`${this.#theme}, ${screen}: ${id}: ${help}: ${html} ${why}`);
      }
  }
}
