// Starts a packaged app, asks its HTTP API for the network, and asks it to end: what a release must do on each system.
// node scripts/try-packaged.mjs PROGRAM [ARGUMENT …]
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Milliseconds for the start, and for the end. */
const WITHIN = 60_000;

const [program, ...given] = process.argv.slice(2);
const home = await mkdtemp(join(tmpdir(), 'syncpulse-packaged-'));
const ports = ['--json', '--api-port=0', '--bootstrap-port=0', '--peer-port=0'];
const app = spawn(program, [...given, ...ports], {
  env: { ...process.env, SYNCPULSE_HOME: home },
  stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
});
const late = setTimeout(() => {
  console.error(`the app did not start and end within ${WITHIN / 1000} s`);
  app.kill('SIGKILL');
}, WITHIN);
const exited = new Promise((resolve) => {
  app.once('error', (error) => resolve(error.message));
  app.once('exit', (code, signal) => resolve(code ?? signal));
});

try {
  const network = await Promise.race([askForNetwork(), exited]);
  if (typeof network !== 'object') throw new Error(`the app ended before it was ready (${network})`);
  if (network.bootstrap.phase !== 'running') throw new Error('its bootstrap server does not run');
  console.log(`its bootstrap server runs at ${network.bootstrap.address}`);
  // Windows knows no signal that a program could answer in order.
  if (process.platform === 'win32') app.send({ syncpulse: 'quit' });
  else app.kill('SIGTERM');
  const code = await exited;
  if (code !== 0) throw new Error(`it ended with ${code}`);
  console.log('it ended in order');
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  clearTimeout(late);
  app.kill('SIGKILL');
  await exited;
  await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

async function askForNetwork() {
  for await (const line of createInterface({ input: app.stdout })) {
    const { api, token } = JSON.parse(line);
    const answer = await fetch(`${api}/network`, { headers: { authorization: `Bearer ${token}` } });
    if (!answer.ok) throw new Error(`its API answered ${answer.status}`);
    return answer.json();
  }
  return exited;
}
