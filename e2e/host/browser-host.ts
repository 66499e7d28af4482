import { spawn } from 'node:child_process';
import type { Browser } from '@playwright/test';
import { Api } from './api';
import { environment, root, Watched } from './child';
import type { LabStart, RunningLab } from './running-lab';

/** Chromium against `serve`. */
export async function startInBrowser(
  browser: Browser,
  { home, args = [], env }: LabStart,
): Promise<RunningLab> {
  const ports = ['--api-port=0', '--bootstrap-port=0', '--peer-port=0'];
  const serve = ['out/main/cli.js', 'serve', '--json', ...ports, ...args];
  const program = new Watched(
    spawn(process.execPath, serve, {
      cwd: root,
      env: environment(home, env),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    }),
  );
  const { ui, api, token } = await program.ready();
  const context = await browser.newContext();
  const open = async () => {
    const page = await context.newPage();
    await page.goto(ui);
    return page;
  };
  let quitting: Promise<number | null> | undefined;
  const quit = async () => {
    await context.close();
    // Windows has no signal that a program could answer in order.
    return process.platform === 'win32'
      ? program.end((child) => child.send({ syncpulse: 'quit' }))
      : program.end();
  };
  return {
    home,
    api: new Api(api, token),
    page: await open(),
    newWindow: open,
    failures: () => (program.hasDied ? ['the lab died'] : []),
    said: () => program.said,
    ...(process.platform !== 'win32' && {
      suspend: () => program.suspend(),
      resume: () => program.resume(),
    }),
    quit() {
      quitting ??= quit();
      return quitting;
    },
  };
}
