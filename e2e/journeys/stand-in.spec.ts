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
    execArgv: ['--unhandled-rejections=warn', '--import', 'tsx', '--import', register],
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
    [
      'on a guest',
      "import { BrowserWindow } from 'electron'; new BrowserWindow({ webPreferences: { webviewTag: true } });",
      'webPreferences.webviewTag switched on',
    ],
    [
      'on a preload in frames within a page',
      "import { BrowserWindow } from 'electron'; new BrowserWindow({ webPreferences: { nodeIntegrationInSubFrames: true } });",
      'webPreferences.nodeIntegrationInSubFrames switched on',
    ],
    [
      'on a relative path',
      "import { app } from 'electron'; app.setPath('userData', 'here/window');",
      'Path must be absolute',
    ],
    [
      'on a file that is shown by a relative path',
      "import { shell } from 'electron'; shell.showItemInFolder('downloads/a.txt');",
      'shell.showItemInFolder of the relative path downloads/a.txt',
    ],
    [
      'on a path that is no text',
      "import { shell } from 'electron'; shell.showItemInFolder(null);",
      'conversion failure',
    ],
    [
      'on a scheme that is declared late',
      `import { app, protocol } from 'electron';
       await app.whenReady();
       protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true } }]);`,
      'before app is ready',
    ],
    [
      'on a scheme without privileges',
      `import { app, protocol } from 'electron';
       protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: {} }]);
       await app.whenReady();
       protocol.handle('app', () => new Response());`,
      'the scheme app without the privilege standard',
    ],
    [
      'on a protocol that is served early',
      `import { protocol } from 'electron';
       protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true } }]);
       protocol.handle('app', () => new Response());`,
      'after app is ready',
    ],
  ] as const;
  for (const [what, lines, name] of cases)
    test(what, async ({ home }) => {
      const { code, said } = await run(home, lines);
      expect(code).not.toBe(0);
      expect(said).toContain(name);
    });

  test('and only warns of a rejection that nobody handles, as Electron does', async ({ home }) => {
    const { code, said } = await run(
      home,
      "Promise.reject(new Error('lost')); setTimeout(() => process.exit(7), 0);",
    );
    expect(said).toContain('lost');
    expect(code).toBe(7);
  });
});

test('a rejection that nobody handles ends the app with a message', async ({ home, hostKind }) => {
  test.skip(hostKind !== 'desktop', 'only the desktop app has a message box');
  const ending = pathToFileURL(join(root, 'src/main/shell/shutdown.ts')).href;
  const { code, said } = await run(
    home,
    `import { stopOnQuit } from ${JSON.stringify(ending)};
     stopOnQuit(async () => console.error('the lab is closed'));
     Promise.reject(new Error('lost'));`,
  );
  expect(said).toMatch(/\[error box\] syncPulse met an error .*lost/);
  expect(said).toContain('the lab is closed');
  expect(code).toBe(1);
});
