import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { encodeNetwork } from '../../../shared/recording/network-file';
import { savedNetworkSchema } from '../../../shared/recording/saved-network';

const ENTRY = resolve(import.meta.dirname, '../index.ts');
const ANY_PORTS = ['--api-port', '0', '--bootstrap-port', '0', '--peer-port', '0'];

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'syncpulse-home-'));
  return () => rm(home, { recursive: true });
});

interface Run {
  readonly child: ChildProcess;
  /** What has been written so far. */
  out(): string;
  err(): string;
  /** The exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
}

/** Runs the command line in a child process, from the sources. */
function run(...args: string[]): Run {
  const child = spawn(process.execPath, ['--import', 'tsx', ENTRY, ...args], {
    env: { ...process.env, SYNCPULSE_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const texts = { out: '', err: '' };
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    texts.out += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    texts.err += text;
  });
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
  return { child, out: () => texts.out, err: () => texts.err, ended };
}

/** Runs `serve --json` and waits for its first line. */
async function serveJson(...args: string[]) {
  const serving = run('serve', '--json', ...ANY_PORTS, ...args);
  const [line] = await once(createInterface({ input: serving.child.stdout ?? process.stdin }), 'line');
  const ready: Record<'ui' | 'api' | 'bootstrap' | 'token' | 'legacyFiles', string> = JSON.parse(line);
  const get = async (path: string) => {
    const response = await fetch(`${ready.api}${path}`, {
      headers: { authorization: `Bearer ${ready.token}` },
    });
    // biome-ignore lint/suspicious/noExplicitAny: a test states what it expects of it
    return response.json() as Promise<any>;
  };
  return { ...serving, ready, get };
}

describe('serve --json', () => {
  test('the first line has all addresses, and they are right', async () => {
    const { ready, get, out, err } = await serveJson('--peers', '3');
    expect(ready).toEqual({
      ready: true,
      ui: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/\?token=/),
      api: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/api$/),
      bootstrap: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      token: expect.stringMatching(/^[\w-]{43}$/),
    });
    const phases = async () => (await get('/network')).peers.map(({ phase }: { phase: string }) => phase);
    await expect.poll(phases, { timeout: 10_000 }).toEqual(['joined', 'joined', 'joined']);
    expect((await get('/network')).bootstrap).toMatchObject({ phase: 'running', address: ready.bootstrap });
    expect((await fetch(ready.ui, { redirect: 'manual' })).status).toBe(302);
    expect(out().trim().split('\n')).toHaveLength(1);
    expect(err()).toBe('');
    expect((await readFile(join(home, 'token'), 'utf8')).trim()).toBe(ready.token);
    if (process.platform !== 'win32') expect((await stat(join(home, 'token'))).mode & 0o777).toBe(0o600);
  });

  test('--legacy-files reports the file service without a token in the first line, with a warning', async () => {
    const { ready, err } = await serveJson('--legacy-files');
    const { legacyFiles } = ready;
    expect(legacyFiles).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect((await fetch(`${legacyFiles}generate`)).status).toBe(200);
    expect(err()).toContain('without a token');
    const port = new URL(legacyFiles).port;
    const second = run('serve', '--json', ...ANY_PORTS, '--legacy-files', '--legacy-files-port', port);
    expect(await second.ended).toBe(1);
    expect(second.err()).toContain(`asked for port ${port} on 127.0.0.1, which is in use`);
  });

  const ways: readonly [string, (child: ChildProcess) => void][] = [
    ['SIGTERM', (child) => child.kill('SIGTERM')],
    ['SIGINT', (child) => child.kill('SIGINT')],
    ['a request of the program that started it', (child) => child.send({ syncpulse: 'quit' })],
  ];
  test.each(ways)('%s: every peer leaves, everything closes, exit 0', async (_way, ask) => {
    const { child, ready, ended, get } = await serveJson('--peers', '50');
    await expect.poll(async () => (await get('/network')).peers.length, { timeout: 10_000 }).toBe(50);
    const stream = await fetch(`${ready.api}/network/watch`, {
      headers: { authorization: `Bearer ${ready.token}` },
    });
    child.send({ syncpulse: 'something else' });
    ask(child);
    await expect(stream.text()).rejects.toThrow();
    expect(await ended).toBe(0);
    await expect(fetch(ready.api)).rejects.toThrow();
  });

  test('a second signal ends it at once', async () => {
    const { child, ended, get } = await serveJson('--peers', '100');
    // Leaving of so many peers takes longer than the second signal.
    const joined = async () =>
      (await get('/network')).peers.filter(({ phase }: { phase: string }) => phase === 'joined').length;
    await expect.poll(joined, { timeout: 10_000 }).toBe(100);
    child.kill('SIGINT');
    child.kill('SIGTERM');
    expect(await ended).toBe(130);
  });

  test('ports of the command line are not written into the settings; what the user sets is', async () => {
    const first = await serveJson();
    expect((await first.get('/settings')).bootstrapPort).toBe(0);
    first.child.kill('SIGTERM');
    await first.ended;
    expect(await readdir(home)).toEqual(['token']);

    const second = await serveJson();
    await fetch(`${second.ready.api}/settings`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${second.ready.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ neighboursOffered: 4 }),
    });
    // A setting that was confirmed is on the disk, however the program ends.
    second.child.kill('SIGKILL');
    await second.ended;
    const kept = JSON.parse(await readFile(join(home, 'settings.json'), 'utf8'));
    expect(kept).toEqual({ neighboursOffered: 4 });
  });
});

describe('serve with conflicts', () => {
  test('ports in use: it opens on other ports, and reports the port, its purpose and the alternative', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const { port } = other.address() as { port: number };
    const { ready, err, get } = await serveJson('--api-port', String(port), '--bootstrap-port', String(port));
    expect(err()).toContain(`The page and the API asked for port ${port}`);
    expect(err()).toContain(`on port ${new URL(ready.api).port} instead`);
    expect(ready.bootstrap).toBeNull();
    expect(ready).toMatchObject({ problem: { code: 'port-in-use', freePort: expect.any(Number) } });
    expect((await get('/network')).bootstrap).toMatchObject({
      phase: 'failed',
      problem: { code: 'port-in-use' },
    });
  });

  test('a broken settings file is reported in one line', async () => {
    await writeFile(join(home, 'settings.json'), '{');
    const { err } = await serveJson();
    expect(err().trim().split('\n')).toHaveLength(1);
    expect(err()).toContain('settings.json.broken');
  });

  test('listening on all addresses causes a warning', async () => {
    const { err, ready } = await serveJson('--host', '0.0.0.0');
    expect(err()).toContain('warning');
    expect(ready.ui).toContain('http://127.0.0.1:');
  });

  test('an address that is not of this machine ends it with 1 and a line', async () => {
    const { ended, err, out } = run('serve', '--host', '203.0.113.1');
    expect(await ended).toBe(1);
    expect(err()).toContain('this machine has no such address');
    expect(err().trim().split('\n')).toHaveLength(1);
    expect(out()).toBe('');
  });
});

test('a closed stderr does not end the lab', async () => {
  // A token that other users can read is replaced, which is reported on stderr.
  await writeFile(join(home, 'token'), 'readable by all users', { mode: 0o644 });
  const serving = run('serve', '--json', ...ANY_PORTS);
  serving.child.stderr?.destroy();
  const [line] = await once(createInterface({ input: serving.child.stdout ?? process.stdin }), 'line');
  const { api, token } = JSON.parse(line);
  const answer = await fetch(`${api}/network`, { headers: { authorization: `Bearer ${token}` } });
  expect(answer.status).toBe(200);
  serving.child.kill('SIGTERM');
  expect(await serving.ended).toBe(0);
});

describe('serve --open', () => {
  const peer = (port: number, name: string, neighbour: number) => ({
    ...{ address: `127.0.0.1:${port}`, name, phase: 'joined', registered: true, wired: true },
    neighbours: [{ address: `127.0.0.1:${neighbour}`, name: '', hosted: true }],
    ...{ files: ['Hobbit Movie'], unsavedFiles: 0, place: null, pinned: 'no' },
  });

  test('starts with the network of the file', async () => {
    const file = join(home, 'two.syncpulse');
    const network = savedNetworkSchema.parse({
      ...{ savedAt: '2026-01-01T00:00:00Z', arrangement: 'force' },
      peers: [peer(41_871, 'anna', 41_872), peer(41_872, 'ben', 41_871)],
    });
    await writeFile(file, await encodeNetwork(network));
    const { get, err } = await serveJson('--open', file, '--peers', '1');
    const peers = async () =>
      (await get('/network')).peers.map(({ name, phase }: Record<string, string>) => `${name} ${phase}`);
    await expect.poll(peers, { timeout: 10_000 }).toHaveLength(3);
    await expect
      .poll(peers, { timeout: 10_000 })
      .toEqual(expect.arrayContaining(['anna joined', 'ben joined']));
    expect(err()).toBe('');
  });

  const wrong: [string, (file: string) => Promise<unknown>, string][] = [
    ['is not there', async () => undefined, 'there is no such file'],
    ['is empty', (file) => writeFile(file, ''), 'The file is empty'],
    ['is of another program', (file) => writeFile(file, 'PK and more'), 'not a .syncpulse file'],
    ['is a folder', (file) => mkdir(file), 'not a regular file'],
  ];
  test.each(wrong)(
    'ends with 2 and a line before anything starts where the file %s',
    async (_, make, words) => {
      const file = join(home, 'wrong.syncpulse');
      await make(file);
      const { ended, err, out } = run('serve', ...ANY_PORTS, '--open', file);
      expect(await ended).toBe(2);
      expect(err()).toMatch(/^error: --open [^\n]*\n$/);
      expect(err()).toContain(words);
      expect(out()).toBe('');
      expect(await readdir(home)).toEqual(words.startsWith('there') ? [] : ['wrong.syncpulse']);
    },
  );
});
