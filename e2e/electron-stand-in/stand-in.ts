import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { chromiumOptions } from '../chromium';
import { ChromiumWindow } from './chromium-window';
import type { Bounds, OpenedOutside, Order, Question, Report, WindowFacts } from './messages';

type OpenWindow = Extract<Order, { do: 'open-window' }>;

const root = join(import.meta.dirname, '../..');

/** The app's main process, run by Node with `electron` replaced, and its windows in a Chromium of the tests. */
export class StandIn {
  readonly process: ChildProcess;
  /** How the main process is run, for a second one over the same folder. */
  readonly main = join(root, 'out/main/index.js');
  readonly forkOptions: ForkOptions;
  readonly #context: BrowserContext;
  readonly #made = new Map<number, OpenWindow>();
  readonly #shown = new Set<number>();
  readonly #addresses = new Map<number, string>();
  readonly #windows = new Map<number, Promise<ChromiumWindow>>();
  readonly #questions = new Map<number, (value: unknown) => void>();
  readonly #failures: string[] = [];
  readonly #onWindow = new Set<() => void>();
  #lastQuestion = 0;

  private constructor(context: BrowserContext, args: readonly string[], env: NodeJS.ProcessEnv) {
    this.#context = context;
    this.forkOptions = {
      cwd: root,
      env,
      execArgv: [
        // As Electron's main process has it: a rejection that nobody handles is a warning.
        '--unhandled-rejections=warn',
        '--import',
        'tsx',
        '--import',
        pathToFileURL(join(import.meta.dirname, 'main-process/register.mjs')).href,
      ],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    };
    this.process = fork(this.main, [...args], this.forkOptions);
    this.process.on('message', (order: Order) => {
      this.#obey(order).catch((error: unknown) => this.#fail(String(error)));
    });
    // Electron would not even have made it; here it is there for a moment, and can reach nothing.
    context.on('page', async (page) => {
      if (await page.opener()) await page.close();
    });
  }

  /** @param profile folder of the windows' Chromium, as `userData` is Electron's: what a page keeps is kept there */
  static async start({
    args,
    env,
    profile,
  }: {
    args: readonly string[];
    env: NodeJS.ProcessEnv;
    profile: string;
  }): Promise<StandIn> {
    const context = await chromium.launchPersistentContext(profile, { ...chromiumOptions(), viewport: null });
    return new StandIn(context, args, env);
  }

  /** What the app did that the stand-in does not know; a run with any of these has failed. */
  get failures(): readonly string[] {
    return this.#failures;
  }

  /** @returns the page of the window that was opened n-th, once the app has loaded and shown it */
  async page(n: number): Promise<Page> {
    for (;;) {
      const window = [...this.#windows.values()][n];
      if (window) {
        const { page, seen } = await window;
        await seen;
        return page;
      }
      await new Promise<void>((resolve) => this.#onWindow.add(resolve));
    }
  }

  windows(): Promise<readonly WindowFacts[]> {
    return this.#ask({ ask: 'windows' });
  }

  async clickMenu(id: string): Promise<void> {
    await this.#ask({ ask: 'click-menu', id });
  }

  async minimize(window: number): Promise<void> {
    await this.#ask({ ask: 'minimize', window });
  }

  async setBounds(window: number, bounds: Bounds): Promise<void> {
    await this.#ask({ ask: 'set-bounds', window, bounds });
  }

  openedOutside(): Promise<readonly OpenedOutside[]> {
    return this.#ask({ ask: 'opened-outside' });
  }

  async close(): Promise<void> {
    await this.#context.close();
  }

  async #obey(order: Order): Promise<void> {
    switch (order.do) {
      case 'open-window':
        this.#made.set(order.window, order);
        this.#windows.set(order.window, this.#open(order));
        for (const resolve of this.#onWindow) resolve();
        this.#onWindow.clear();
        return;
      case 'answer':
        this.#questions.get(order.to)?.(order.value);
        this.#questions.delete(order.to);
        return;
      case 'load':
        this.#addresses.set(order.window, order.url);
        return (await this.#livingWindow(order.window))?.load(order.url);
      case 'reload':
        return this.#reload(order.window);
      case 'show':
        this.#shown.add(order.window);
        return (await this.#windows.get(order.window))?.show();
      case 'close-window': {
        const window = await this.#windows.get(order.window);
        this.#windows.delete(order.window);
        return window?.page.close();
      }
      case 'post':
        return (await this.#windows.get(order.window))?.post(order);
      case 'post-to-port':
        for (const window of this.#windows.values()) (await window).postToPort(order.port, order.data);
        return;
      case 'close-port':
        for (const window of this.#windows.values()) (await window).closePort(order.port);
        return;
    }
  }

  async #reload(id: number): Promise<void> {
    const before = await this.#windows.get(id);
    const window = await this.#livingWindow(id);
    if (window === before) return window?.reload();
    await window?.load(this.#addresses.get(id) ?? '');
  }

  /** @returns the window; a page that has crashed is replaced by a new one, as Electron gives it a new process */
  async #livingWindow(id: number): Promise<ChromiumWindow | undefined> {
    const [window, made] = [await this.#windows.get(id), this.#made.get(id)];
    if (!window?.hasCrashed || !made) return window;
    const next = this.#open(made);
    this.#windows.set(id, next);
    await window.page.close();
    if (this.#shown.has(id)) (await next).show();
    return next;
  }

  async #open({ window, width, height, preload }: OpenWindow): Promise<ChromiumWindow> {
    // The profile opens with one empty page, which becomes the first window.
    const empty = this.#windows.size === 0 ? this.#context.pages()[0] : undefined;
    const page = empty ?? (await this.#context.newPage());
    await page.setViewportSize({ width, height });
    return ChromiumWindow.open(window, page, preload, {
      tell: (report) => this.#tell(report),
      fail: (reason) => this.#fail(reason),
      permissions: (origin, names) => this.#ask({ ask: 'permissions', window, origin, names }),
      opensWindow: (url) => this.#opensWindow(window, url),
      mayNavigate: (url, isMainFrame) => this.#ask({ ask: 'may-navigate', window, url, isMainFrame }),
    });
  }

  async #opensWindow(window: number, url: string): Promise<void> {
    if (await this.#ask({ ask: 'may-open', window, url })) this.#fail(`the app let a page open ${url}`);
  }

  #tell(report: Report): void {
    if (this.process.connected) this.process.send(report);
  }

  #ask<T>(about: Question): Promise<T> {
    const question = ++this.#lastQuestion;
    return new Promise((resolve, reject) => {
      this.#questions.set(question, resolve as (value: unknown) => void);
      this.process.once('exit', () =>
        reject(new Error(`the app ended before it answered about ${about.ask}`)),
      );
      this.#tell({ tell: 'asked', question, about });
    });
  }

  #fail(reason: string): void {
    this.#failures.push(reason);
  }
}
