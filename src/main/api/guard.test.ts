import { hostname } from 'node:os';
import { describe, expect, test } from 'vitest';
import { startTestLab } from './test-lab';

describe('the token', () => {
  test('without one nothing is served, and the answer says what to do', async () => {
    const { ask } = await startTestLab();
    for (const path of ['/', '/api/network', '/api/openapi.json', '/rpc', '/assets/index.js']) {
      const answer = await ask('GET', path, { stranger: true });
      expect(answer.status, path).toBe(401);
      expect(answer.json).toMatchObject({ code: 'UNAUTHORIZED', status: 401 });
      expect(answer.json.message).toContain('Authorization: Bearer');
      expect(answer.headers['www-authenticate']).toContain('Bearer');
    }
  });

  test('a browser without one gets a page, in words', async () => {
    const { ask } = await startTestLab();
    const answer = await ask('GET', '/', { stranger: true, headers: { accept: 'text/html' } });
    expect(answer.status).toBe(401);
    expect(answer.headers['content-type']).toContain('text/html');
    expect(answer.text).toContain('<code>?token=…</code>');
  });

  test.each(['', 'x', 'A'.repeat(43), 'A'.repeat(5_000)])('a wrong one is refused (%#)', async (wrong) => {
    const { ask } = await startTestLab();
    const answer = await ask('GET', '/api/network', {
      stranger: true,
      headers: { authorization: `Bearer ${wrong}` },
    });
    expect(answer.status).toBe(401);
  });

  test('the right one lets a script in', async () => {
    const { ask } = await startTestLab();
    expect((await ask('GET', '/api/network')).status).toBe(200);
  });
});

describe('the cookie', () => {
  test('opening the printed address sets it and goes to the page without the token', async () => {
    const { ask, token, api } = await startTestLab();
    const opened = await ask('GET', `/?token=${token}`, { stranger: true });
    expect(opened.status).toBe(302);
    expect(opened.headers.location).toBe('/');
    expect(opened.headers['cache-control']).toBe('no-store');
    const [cookie = ''] = opened.headers['set-cookie'] ?? [];
    const [pair = '', ...attributes] = cookie.split('; ');
    expect(pair).toBe(`syncpulse-token-${api.port}=${token}`);
    expect(attributes.sort()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Strict']);

    const read = await ask('GET', '/api/network', { stranger: true, headers: { cookie: `a=b; ${pair}; c` } });
    expect(read.status).toBe(200);
  });

  test('a wrong token in the address sets none', async () => {
    const { ask } = await startTestLab();
    const answer = await ask('GET', '/?token=wrong', { stranger: true });
    expect(answer.status).toBe(401);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  test('a command by cookie needs the Origin of our own page', async () => {
    const { ask, token, api, host, overlay } = await startTestLab();
    const cookie = `syncpulse-token-${api.port}=${token}`;
    const command = (headers: Record<string, string>) =>
      ask('POST', '/api/bootstrap/stop', { stranger: true, headers: { cookie, ...headers } });
    expect((await command({})).status).toBe(403);
    expect((await command({ origin: 'null' })).status).toBe(403);
    expect((await command({ origin: `http://127.0.0.1:${api.port + 1}` })).status).toBe(403);
    expect(overlay.log.state.bootstrap.phase).toBe('running');
    expect((await command({ origin: `http://${host}` })).status).toBe(200);
    expect(overlay.log.state.bootstrap.phase).toBe('stopped');
  });

  test('a page on another port of this machine cannot even have the API read by cookie', async () => {
    const { ask, token, api } = await startTestLab();
    const cookie = `syncpulse-token-${api.port}=${token}`;
    const read = (site: string) =>
      ask('GET', '/api/events', { stranger: true, headers: { cookie, 'sec-fetch-site': site } });
    expect((await read('same-site')).status).toBe(403);
    expect((await read('cross-site')).status).toBe(403);
  });
});

describe('Host and Origin', () => {
  test('a name that somebody has pointed at this machine is refused, token or not', async () => {
    const { ask, token, api } = await startTestLab();
    const wrong = [
      'evil.example',
      `evil.example:${api.port}`,
      `127.0.0.1.evil.example:${api.port}`,
      '127.0.0.1',
      `127.0.0.1:${api.port + 1}`,
      `localhost.:${api.port}`,
    ];
    for (const host of wrong) {
      const answer = await ask('GET', '/api/network', { headers: { host } });
      expect(answer.status, host).toBe(403);
      expect(answer.json.code).toBe('WRONG_HOST');
      expect(
        (await ask('GET', `/?token=${token}`, { headers: { host } })).headers['set-cookie'],
      ).toBeUndefined();
    }
  });

  test('the names of loopback are ours', async () => {
    const { ask, api } = await startTestLab();
    for (const host of ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]']) {
      const answer = await ask('GET', '/api/network', { headers: { host: `${host}:${api.port}` } });
      expect(answer.status, host).toBe(200);
    }
  });

  test('listening everywhere, it answers to the address that was reached and to its own name', async () => {
    const { ask, api } = await startTestLab({ host: '0.0.0.0' });
    const by = (name: string) =>
      ask('GET', '/api/network', { headers: { host: `${name}:${api.port}` } }).then(({ status }) => status);
    expect(api.url).toBe(`http://127.0.0.1:${api.port}/`);
    for (const name of ['127.0.0.1', 'localhost', hostname()]) expect(await by(name), name).toBe(200);
    for (const name of ['203.0.113.9', 'evil.example']) expect(await by(name), name).toBe(403);
  });

  test('what the user allows is ours too, and only with its port', async () => {
    const { ask } = await startTestLab({ allowedHosts: ['Lab.example:8443'] });
    const by = (host: string, origin: string) =>
      ask('GET', '/api/network', { headers: { host, origin } }).then(({ status }) => status);
    expect(await by('lab.example:8443', 'https://lab.example:8443')).toBe(200);
    expect(await by('lab.example:8443', 'https://lab.example')).toBe(403);
    expect(await by('lab.example', 'http://lab.example')).toBe(403);
  });

  test('another page is refused even with the token, and nobody gets CORS headers', async () => {
    const { ask, host } = await startTestLab();
    for (const origin of [
      'http://evil.example',
      'null',
      'http://localhost',
      `https://${host}`,
      `http://${host}/`,
    ]) {
      const answer = await ask('GET', '/api/network', { headers: { origin } });
      expect(answer.status, origin).toBe(403);
      expect(answer.json.code).toBe('WRONG_ORIGIN');
    }
    const own = await ask('GET', '/api/network', { headers: { origin: `http://${host}` } });
    expect(own.status).toBe(200);
    const preflight = await ask('OPTIONS', '/api/peers', {
      headers: { origin: `http://${host}`, 'access-control-request-method': 'POST' },
    });
    for (const { headers } of [own, preflight]) {
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });
});
