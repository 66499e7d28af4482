import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment, root, Watched } from '../e2e/host/child';
import type { Settings } from '../src/shared/settings/settings';

/**
 * A lab as it is built and served, in a process and a folder of its own.
 *
 * @returns the port of its bootstrap server on 127.0.0.1, and how to end it; throws where the program is not built
 */
export async function builtLab(
  settings: Partial<Settings>,
): Promise<{ port: number; stop(): Promise<void> }> {
  const cli = join(root, 'out/main/cli.js');
  if (!existsSync(cli)) throw new Error('The program is not built: run npm run build first.');
  const home = await mkdtemp(join(tmpdir(), 'syncpulse-bench-'));
  const ports = ['--api-port=0', '--bootstrap-port=0', '--peer-port=0'];
  const program = new Watched(
    spawn(process.execPath, [cli, 'serve', '--json', ...ports], {
      env: environment(home),
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
  const { api, token, bootstrap } = await program.ready();
  const changed = await fetch(`${api}/settings`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(settings),
  });
  if (!changed.ok) throw new Error(await changed.text());
  return {
    port: Number(bootstrap.split(':')[1]),
    async stop() {
      await program.end();
      await rm(home, { recursive: true, force: true });
    },
  };
}
