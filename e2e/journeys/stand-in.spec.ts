import { fork } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../host/child';
import { expect, test } from '../lab-test';

/** Runs a few lines as a main process over the stand-in. */
async function run(folder: string, lines: string): Promise<{ code: number | null; said: string }> {
  const file = join(folder, 'main.mjs');
  await writeFile(file, lines);
  const register = pathToFileURL(join(root, 'e2e/electron-stand-in/main-process/register.mjs')).href;
  const child = fork(file, {
    cwd: root,
    execArgv: ['--import', 'tsx', '--import', register],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, said };
}

// What the stand-in does not know must never pass for something that works.
test.describe('the stand-in for Electron fails by name', () => {
  test.beforeEach(({ hostKind }) => test.skip(hostKind !== 'desktop', 'it stands in for the desktop alone'));

  const cases = [
    ['on a call', "import { app } from 'electron'; app.relaunch();", 'app.relaunch'],
    ['on an event', "import { app } from 'electron'; app.on('login', () => {});", "the event 'login' of app"],
    [
      'on an option',
      "import { BrowserWindow } from 'electron'; new BrowserWindow({ frame: false });",
      'BrowserWindow.frame',
    ],
    [
      'on a web preference',
      "import { BrowserWindow } from 'electron'; new BrowserWindow({ webPreferences: { partition: 'x' } });",
      'webPreferences.partition',
    ],
    [
      'on a role',
      "import { Menu } from 'electron'; Menu.buildFromTemplate([{ role: 'ediMenu' }]);",
      'the role ediMenu',
    ],
    [
      'on a module',
      "import { powerMonitor } from 'electron'; powerMonitor.on('suspend', () => {});",
      'powerMonitor',
    ],
  ] as const;
  for (const [what, lines, name] of cases)
    test(what, async ({ home }) => {
      const { code, said } = await run(home, lines);
      expect(code).not.toBe(0);
      expect(said).toContain(name);
    });
});
