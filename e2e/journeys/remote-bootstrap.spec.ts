import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { keepScreen } from '../hand';
import { environment, root, Watched } from '../host/child';
import { expect, test } from '../lab-test';
import { expectJoined, expectTruePicture } from '../picture';

/** The bootstrap server of another program. */
async function startServer(home: string, port: string): Promise<{ program: Watched; address: string }> {
  const args = ['out/main/cli.js', 'bootstrap', '--json', '--port', port];
  const program = new Watched(
    spawn(process.execPath, args, {
      cwd: root,
      env: environment(join(home, 'server')),
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
  return { program, address: (await program.ready()).bootstrap };
}

test('a lab uses the bootstrap server of another program, waits for it where it is gone, and goes on', async ({
  home,
  page,
  api,
}, info) => {
  let { program, address } = await startServer(home, '0');
  try {
    await page.getByRole('button', { name: 'Settings' }).click();
    const dialog = page.getByRole('dialog', { name: 'Settings' });
    await dialog.getByRole('textbox', { name: 'Server elsewhere' }).fill(address);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();

    // Remote: shown with its address, and nothing here can start or stop it.
    const chip = page.getByRole('button', { name: `Bootstrap server ${address}, runs elsewhere` });
    await chip.click();
    const inspector = page.getByRole('region', { name: 'Inspector' });
    await expect(inspector).toContainText('kept by the program that runs the server');
    await expect(page.getByRole('button', { name: /^(Stop|Start) bootstrap server$/ })).toHaveCount(0);
    for (const name of ['Node1', 'Node2']) {
      await page.keyboard.press('n');
      await expect.poll(() => program.said).toContain(`"name":"${name}"`);
    }
    const { peers, bootstrap } = await expectJoined(page, api, 2);
    expect(peers.map(({ registered }) => registered)).toEqual([true, true]);
    expect(bootstrap).toMatchObject({ phase: 'elsewhere', address, registry: [] });
    await keepScreen(page, info.project.name, 'bootstrap-remote');

    // It has received two REGs, and that is not known here.
    await expect(inspector).not.toContainText('neither sent nor received');

    // Gone without a word: who comes now waits, and the screen tells for what.
    program.child.kill('SIGKILL');
    await page.keyboard.press('n');
    await expect.poll(async () => (await api.network()).peers[2]?.phase).toBe('registering');
    const notice = page.getByRole('article').filter({ hasText: 'Peers wait for the bootstrap server' });
    await expect(notice).toContainText(`The one at ${address} does not answer.`);
    await expectTruePicture(page, api);
    await keepScreen(page, info.project.name, 'bootstrap-remote-gone');

    const port = address.slice(address.lastIndexOf(':') + 1);
    ({ program, address } = await startServer(home, port));
    await expectJoined(page, api, 3);
    await expect(notice).toBeHidden();
    expect(program.said).toContain('"name":"Node3"');
  } finally {
    await program.end();
  }
});
