import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { _electron, expect } from '@playwright/test';
import type { Bounds } from '../electron-stand-in/messages';
import { Api } from './api';
import { environment, root, Watched } from './child';
import type { LabStart, RunningLab } from './running-lab';

const runtime = join(root, 'node_modules/electron');

/** @returns the version and the program of the genuine Electron, where its runtime is installed */
export function electronRuntime(): { version: string; program: string } | undefined {
  const pathFile = join(runtime, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const program = join(runtime, 'dist', readFileSync(pathFile, 'utf8'));
  if (!existsSync(program)) return undefined;
  const { version } = JSON.parse(readFileSync(join(runtime, 'package.json'), 'utf8'));
  return { version, program };
}

/** The built app in the genuine Electron. */
export async function startInElectron(
  program: string,
  { home, args = [], env: further }: LabStart,
): Promise<RunningLab> {
  const apiPort = await freePort();
  // Chromium has no sandbox of its own as root. Everywhere else the app is tested as it is used, with one.
  const isRoot = process.getuid?.() === 0;
  const given = [
    ...(isRoot ? ['--no-sandbox'] : []),
    '.',
    `--api-port=${apiPort}`,
    '--bootstrap-port=0',
    '--peer-port=0',
    ...args,
  ];
  const env = environment(home, further) as Record<string, string>;
  const electron = await _electron.launch({
    executablePath: program,
    args: given,
    cwd: root,
    env,
    chromiumSandbox: !isRoot,
  });
  const watched = new Watched(electron.process());
  const page = await electron.firstWindow();
  await page.waitForURL('app://**');
  const readToken = async () => (await readFile(join(home, 'token'), 'utf8').catch(() => '')).trim();
  await expect.poll(readToken).not.toBe('');
  const api = new Api(`http://127.0.0.1:${apiPort}/api`, await readToken());
  await expect
    .poll(() =>
      api.network().then(
        () => true,
        () => false,
      ),
    )
    .toBe(true);

  const exited = new Promise<number | null>((resolve) => electron.process().once('exit', resolve));
  let quitting: Promise<number | null> | undefined;
  const quit = async () => {
    await electron.close();
    return exited;
  };
  return {
    home,
    api,
    page,
    async newWindow() {
      const opened = electron.waitForEvent('window');
      await electron.evaluate(({ Menu }) =>
        Menu.getApplicationMenu()?.getMenuItemById('new-window')?.click(),
      );
      const second = await opened;
      await second.waitForURL('app://**');
      return second;
    },
    failures: () => [],
    said: () => watched.said,
    desktop: {
      countWindows: () => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length),
      bounds: () =>
        electron.evaluate(({ BrowserWindow }): Bounds => {
          const [window] = BrowserWindow.getAllWindows();
          if (!window) throw new Error('the app has no window');
          return window.getNormalBounds();
        }),
      setBounds: (bounds) =>
        electron.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setBounds(to), bounds),
      openInBrowser: () =>
        electron.evaluate(
          ({ Menu, shell }) =>
            new Promise<string>((resolve) => {
              shell.openExternal = async (address) => resolve(address);
              Menu.getApplicationMenu()?.getMenuItemById('open-in-browser')?.click();
            }),
        ),
      chooseMenu: (id) =>
        electron.evaluate(
          ({ Menu }, chosen) => Menu.getApplicationMenu()?.getMenuItemById(chosen)?.click(),
          id,
        ),
      minimize: () => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize()),
      hasFocus: () =>
        electron.evaluate(({ BrowserWindow }) => {
          const [window] = BrowserWindow.getAllWindows();
          return window?.isFocused() === true && !window.isMinimized();
        }),
      startAgain: (further = []) => {
        const second = spawn(program, [...given, ...further], { cwd: root, env, stdio: 'ignore' });
        return new Promise((resolve) => second.once('exit', resolve));
      },
    },
    quit() {
      quitting ??= quit();
      return quitting;
    },
  };
}

/** The ready line on stdout may be gone before Playwright lets us read it, so the port is chosen here. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
