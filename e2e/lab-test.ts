import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import type { Api } from './host/api';
import { startInBrowser } from './host/browser-host';
import { electronRuntime, startInElectron } from './host/electron-host';
import type { LabStart, RunningLab } from './host/running-lab';
import { startOnStandIn } from './host/stand-in-host';

export type HostKind = 'desktop' | 'browser';

interface Fixtures {
  /** A folder of this test's own, where a lab keeps its files. */
  home: string;
  /** Starts a lab; it is ended with the test. */
  start: (options?: Omit<LabStart, 'home'>) => Promise<RunningLab>;
  /** A lab that has just been opened. */
  lab: RunningLab;
  api: Api;
}

export const test = base.extend<Fixtures, { hostKind: HostKind }>({
  hostKind: ['browser', { option: true, scope: 'worker' }],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that are needed from this pattern
  home: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'syncpulse-e2e-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  },

  start: async ({ hostKind, home, playwright }, use, info) => {
    const labs: RunningLab[] = [];
    const browser =
      hostKind === 'browser' ? await playwright.chromium.launch(info.project.use.launchOptions) : undefined;
    await use(async (options = {}) => {
      const lab = await startOn({ home, ...options }, browser);
      lab.page.on('pageerror', (error) =>
        info.annotations.push({ type: 'page error', description: String(error) }),
      );
      labs.push(lab);
      return lab;
    });
    const failures = labs.flatMap((lab) => lab.failures());
    for (const lab of labs) await lab.quit();
    await browser?.close();
    if (info.errors.length > 0 || failures.length > 0)
      for (const lab of labs)
        await info.attach('what the program said', { body: lab.said(), contentType: 'text/plain' });
    expect(failures).toEqual([]);
  },

  lab: async ({ start }, use) => use(await start()),
  api: async ({ lab }, use) => use(lab.api),
  page: async ({ lab }, use) => use(lab.page),
});

async function startOn(options: LabStart, browser: Parameters<typeof startInBrowser>[0] | undefined) {
  if (browser) return startInBrowser(browser, options);
  const { program } = desktopHost();
  return program === undefined ? startOnStandIn(options) : startInElectron(program, options);
}

type Desktop = { readonly heading: string; readonly program?: string };

/** The genuine runtime where it is installed and has a display, unless the stand-in is asked for. */
export function desktopHost(): Desktop {
  const standIn = (why: string): Desktop => ({ heading: `desktop (stand-in: ${why})` });
  if (process.env['SYNCPULSE_DESKTOP'] === 'stand-in') return standIn('as asked');
  const runtime = electronRuntime();
  if (!runtime) return standIn('no Electron runtime here');
  const hasDisplay = process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'];
  if (!hasDisplay) return standIn('no display here');
  return { heading: `desktop (Electron ${runtime.version})`, program: runtime.program };
}

export { expect };
