import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { countFollowers, startTestLab } from '../../../test/support/api-lab';
import { DEFAULT_SETTINGS } from '../../shared/settings/settings';
import { Overlay } from '../network/overlay/overlay';
import { newToken } from './access/token-file';
import { startApiServer } from './server';

/** Bytes of the longest command, with the settings of a new user. */
const MAX_BODY = DEFAULT_SETTINGS.apiCommandMb * 1_000_000;

describe('bodies', () => {
  const long = 'x'.repeat(MAX_BODY);

  test('over 2 MB are refused with 413, declared or in chunks, and change nothing', async () => {
    const { ask, overlay } = await startTestLab();
    const declared = await ask('POST', '/api/peers', { body: { name: long } });
    const chunked = await ask('POST', '/api/peers', {
      headers: { 'content-type': 'application/json' },
      chunks: ['{"name":"', long, '"}'],
    });
    for (const answer of [declared, chunked]) {
      expect(answer.status).toBe(413);
      expect(answer.json).toMatchObject({ code: 'PAYLOAD_TOO_LARGE', status: 413 });
    }
    expect(overlay.log.state.peers.size).toBe(0);
  });

  test('of up to 2 MB are read, and longer ones where the settings allow them', async () => {
    const { ask, overlay } = await startTestLab();
    const send = (bytes: number) =>
      ask('POST', '/api/bootstrap/stop', {
        headers: { 'content-type': 'application/json' },
        chunks: ['{', ' '.repeat(bytes - 2), '}'],
      });
    expect((await send(MAX_BODY)).status).toBe(200);
    const refused = await send(MAX_BODY + 1);
    expect(refused.status).toBe(413);
    expect(refused.json.message).toContain('2 MB');
    await overlay.updateSettings({ apiCommandMb: 3 });
    expect((await send(MAX_BODY + 1)).status).not.toBe(413);
  });

  test('that are not declared as JSON are refused with 415: a form would be taken for an empty command', async () => {
    const { ask, overlay } = await startTestLab();
    const answer = await ask('POST', '/api/peers', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      chunks: ['{"count":5}'],
    });
    expect(answer.status).toBe(415);
    expect(answer.json.message).toContain('application/json');
    expect(overlay.log.state.peers.size).toBe(0);
  });

  test.each(['{"count":', '\xff\xfe', 'count=5'])(
    'that are not JSON are refused with 400 (%j)',
    async (body) => {
      const { ask } = await startTestLab();
      const answer = await ask('POST', '/api/peers', {
        headers: { 'content-type': 'application/json' },
        chunks: [body],
      });
      expect(answer.status).toBe(400);
      expect(answer.json.code).toBe('BAD_REQUEST');
    },
  );
});

describe('answers', () => {
  test('carry headers that keep a browser from doing more than our page needs', async () => {
    const { ask, host } = await startTestLab();
    for (const stranger of [true, false]) {
      const { headers } = await ask('GET', '/', { stranger });
      const policy = String(headers['content-security-policy']);
      expect(policy).not.toContain('unsafe-eval');
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain(`connect-src 'self' ws://${host} `);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    }
  });

  test('say in JSON what is not there', async () => {
    const { ask } = await startTestLab();
    expect((await ask('GET', '/api/nothing')).json).toMatchObject({ code: 'NOT_FOUND', status: 404 });
    expect((await ask('GET', '/api')).json).toMatchObject({ code: 'NOT_FOUND', status: 404 });
    expect((await ask('GET', '/rpc')).json).toMatchObject({ code: 'UPGRADE_REQUIRED', status: 426 });
    expect((await ask('POST', '/')).json).toMatchObject({ code: 'METHOD_NOT_ALLOWED', status: 405 });
  });
});

describe('the page', () => {
  test('that is not built says how to build it', async () => {
    const { ask } = await startTestLab({ uiFolder: join(tmpdir(), 'no-such-folder') });
    const answer = await ask('GET', '/');
    expect(answer.status).toBe(503);
    expect(answer.text).toContain('npm run build');
  });

  test('is served from its folder, and nothing above it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'syncpulse-ui-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const { ask } = await startTestLab({ uiFolder: join(folder, 'ui') });
    await writeFile(join(folder, 'secret.txt'), 'secret');
    expect((await ask('GET', '/')).status).toBe(503);
    await mkdir(join(folder, 'ui'));
    await writeFile(join(folder, 'ui', 'index.html'), '<title>the lab</title>');
    const page = await ask('GET', '/');
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.text).toContain('the lab');
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/assets/../../secret.txt',
    ]) {
      const answer = await ask('GET', path);
      expect(answer.status, path).toBe(404);
      expect(answer.text).not.toContain('secret.txt');
    }
  });
});

describe('starting and stopping', () => {
  test('a port in use is a result that says who asked, with the next free one', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const { port } = other.address() as { port: number };
    const started = await startApiServer({
      overlay: new Overlay(),
      host: '127.0.0.1',
      port,
      token: newToken(),
    });
    if (started.ok) throw new Error('it must not start');
    expect(started.error.code).toBe('port-in-use');
    expect(started.error.sentence).toContain(`The page and the API asked for port ${port}`);
    expect(started.error.freePort).toBeGreaterThan(port);
  });

  test('an address of another machine is a result', async () => {
    const started = await startApiServer({
      overlay: new Overlay(),
      host: '203.0.113.1',
      port: 0,
      token: newToken(),
    });
    expect(started).toMatchObject({ ok: false, error: { code: 'port-not-usable' } });
  });

  test('stop ends open streams and idle connections at once, and may be called twice', async () => {
    const { api, overlay, token } = await startTestLab();
    const followers = countFollowers(overlay.log);
    const response = await fetch(`${api.apiUrl}/network/watch`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const reader = response.body?.getReader();
    await reader?.read();
    expect(followers()).toBe(1);
    const ended = (async () => {
      while (!(await reader?.read())?.done);
    })();
    await Promise.all([api.stop(), api.stop()]);
    await expect(ended).rejects.toThrow();
    await expect.poll(followers).toBe(0);
    await expect(fetch(api.url)).rejects.toThrow();
  });
});
