import { fork } from 'node:child_process';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { StandIn } from '../electron-stand-in/stand-in';
import { Api } from './api';
import { environment, Watched } from './child';
import type { LabStart, RunningLab } from './running-lab';

/** The built app over the stand-in for Electron. */
export async function startOnStandIn({ home, args = [], env: further }: LabStart): Promise<RunningLab> {
  const ports = ['--api-port=0', '--bootstrap-port=0', '--peer-port=0'];
  const given = ['.', '--json', ...ports, ...args];
  const env = environment(home, further);
  const standIn = await StandIn.start({ args: given, env, profile: join(home, 'chromium') });
  const program = new Watched(standIn.process);
  const { api, token } = await program.ready().catch(async (error: unknown) => {
    await standIn.close();
    throw error;
  });
  const first = async () => {
    const [window] = await standIn.windows();
    if (!window) throw new Error('the app has no window');
    return window;
  };
  let quitting: Promise<number | null> | undefined;
  const quit = async (ask?: Parameters<Watched['end']>[0]) => {
    const code = await program.end(ask);
    await standIn.close();
    return code;
  };
  return {
    home,
    api: new Api(api, token),
    page: await standIn.page(0),
    async newWindow() {
      await standIn.clickMenu('new-window');
      return standIn.page(1);
    },
    failures: () => (program.hasDied ? [...standIn.failures, 'the app died'] : standIn.failures),
    said: () => program.said,
    ...(process.platform !== 'win32' && {
      suspend: () => program.suspend(),
      resume: () => program.resume(),
    }),
    desktop: {
      windows: () => standIn.windows(),
      countWindows: async () => (await standIn.windows()).length,
      crashPage: async () => {
        const page = await standIn.page(0);
        const session = await page.context().newCDPSession(page);
        const crashed = page.waitForEvent('crash');
        // It is not answered: there is nobody left to answer.
        session.send('Page.crash').catch(() => {});
        await crashed;
        await expect.poll(async () => (await standIn.page(0)) !== page).toBe(true);
        return standIn.page(0);
      },
      quitByLauncher: () => {
        quitting ??= quit((child) => child.send({ syncpulse: 'quit' }));
        return quitting;
      },
      openedOutside: () => standIn.openedOutside(),
      openInBrowser: async () => {
        await standIn.clickMenu('open-in-browser');
        const opened = await standIn.openedOutside();
        const address = opened.find(({ by }) => by === 'openExternal');
        if (!address) throw new Error('nothing was opened');
        return address.what;
      },
      chooseMenu: (id) => standIn.clickMenu(id),
      minimize: async () => standIn.minimize((await first()).id),
      hasFocus: async () => (await first()).focused,
      bounds: async () => (await first()).bounds,
      setBounds: async (bounds) => standIn.setBounds((await first()).id, bounds),
      startAgain: (further = []) => {
        const second = fork(standIn.main, [...given, ...further], standIn.forkOptions);
        return new Promise((resolve) => second.once('exit', resolve));
      },
    },
    quit() {
      quitting ??= quit();
      return quitting;
    },
  };
}
