import { hostname } from 'node:os';
import { describe, expect, test } from 'vitest';
import { logInByBrowser, startTestLab } from '../../../../test/support/api-lab';

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

describe('a browser', () => {
  test('that opens the printed address is sent on to one without the token, with a cookie that is not the token', async () => {
    const lab = await startTestLab();
    const { opened, cookie, key } = await logInByBrowser(lab);
    expect(opened.status).toBe(302);
    expect(opened.headers['cache-control']).toBe('no-store');
    expect(opened.headers.location).toMatch(/^\/#login=[\w-]{22}$/);
    const [set = ''] = opened.headers['set-cookie'] ?? [];
    expect(set.split('; ').slice(1).sort()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Strict']);
    expect(cookie).toMatch(new RegExp(`^syncpulse-session-${lab.api.port}=`));
    const secrets = [lab.token, cookie.split('=')[1], key];
    expect(new Set(secrets).size).toBe(3);
    for (const text of [JSON.stringify(opened.headers), key]) expect(text).not.toContain(lab.token);
  });

  test('has its code exchanged once, and only by our own page', async () => {
    const lab = await startTestLab();
    const { cookie, exchange } = await logInByBrowser(lab);
    expect((await exchange()).status).toBe(403);
    const code = String(
      (await lab.ask('GET', `/?token=${lab.token}`, { stranger: true })).headers.location,
    ).slice('/#login='.length);
    const ask = (headers: Record<string, string>) =>
      lab.ask('POST', '/login/key', { stranger: true, headers, body: { code } });
    expect((await ask({})).status).toBe(401);
    expect((await ask({ cookie, origin: 'http://127.0.0.1:1' })).status).toBe(403);
    expect((await ask({ cookie, origin: `http://${lab.host}` })).status).toBe(200);
  });

  test('can use the API only with cookie, key and origin of the page together', async () => {
    const lab = await startTestLab();
    const { cookie, key } = await logInByBrowser(lab);
    const origin = `http://${lab.host}`;
    const page = { 'x-syncpulse-page': key };
    const command = async (headers: Record<string, string>) =>
      (await lab.ask('POST', '/api/bootstrap/stop', { stranger: true, headers })).status;
    expect(await command({ cookie, origin })).toBe(401);
    expect(await command({ origin, ...page })).toBe(401);
    expect(await command({ cookie, ...page })).toBe(403);
    expect(await command({ cookie, ...page, origin: 'null' })).toBe(403);
    expect(await command({ cookie, ...page, origin: `http://127.0.0.1:${lab.api.port + 1}` })).toBe(403);
    const upload = await lab.ask('POST', '/upload', { stranger: true, headers: { cookie, origin } });
    expect(upload.status).toBe(401);
    for (const value of [cookie.split('=')[1], key])
      expect(await command({ authorization: `Bearer ${value}` })).toBe(401);
    expect(lab.overlay.log.state.bootstrap.phase).toBe('running');
    expect(await command({ cookie, origin, ...page })).toBe(200);
    expect(lab.overlay.log.state.bootstrap.phase).toBe('stopped');
  });

  test('on another port of this machine cannot have the API read', async () => {
    const lab = await startTestLab();
    const { cookie, key } = await logInByBrowser(lab);
    const read = async (site: string, more: Record<string, string> = {}) =>
      (
        await lab.ask('GET', '/api/network', {
          stranger: true,
          headers: { cookie, 'sec-fetch-site': site, ...more },
        })
      ).status;
    expect(await read('same-site', { 'x-syncpulse-page': key })).toBe(403);
    expect(await read('cross-site')).toBe(403);
    expect(await read('same-origin')).toBe(401);
    expect(await read('same-origin', { 'x-syncpulse-page': key })).toBe(200);
  });

  test('gets a field for the token, sends it in a form, and may send it from our own page only', async () => {
    const lab = await startTestLab();
    const accept = { accept: 'text/html' };
    const refused = await lab.ask('GET', '/', { stranger: true, headers: accept });
    expect(refused.text).toContain('<form method="post" action="/login">');
    expect(refused.headers['content-security-policy']).toContain("form-action 'self'");
    expect(refused.headers['referrer-policy']).toBe('same-origin');
    const submit = (token: string, origin: string) =>
      lab.ask('POST', '/login', {
        stranger: true,
        headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
        chunks: [`token=${token}`],
      });
    const wrong = await submit('wrong', `http://${lab.host}`);
    expect([wrong.status, wrong.headers['set-cookie']]).toEqual([401, undefined]);
    expect(wrong.text).toContain('<form');
    expect((await submit(lab.token, 'http://evil.example')).status).toBe(403);
    const right = await submit(lab.token, `http://${lab.host}`);
    expect(right.status).toBe(303);
    expect(right.headers.location).toMatch(/^\/#login=/);
    expect(right.headers['set-cookie']).toHaveLength(1);
  });

  test('with a wrong token in the address gets no cookie', async () => {
    const { ask } = await startTestLab();
    const answer = await ask('GET', '/?token=wrong', { stranger: true });
    expect(answer.status).toBe(401);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });
});

test('the token in the address is enough for the file service, and for nothing else', async () => {
  const { ask, token } = await startTestLab();
  const status = async (path: string) => (await ask('GET', path, { stranger: true })).status;
  expect(await status(`/download/none?token=${token}`)).toBe(404);
  expect(await status(`/uploaded/none?token=${token}`)).toBe(404);
  expect(await status(`/generate?token=${token}`)).toBe(200);
  expect((await ask('POST', `/upload?token=${token}`, { stranger: true })).status).toBe(415);
  expect(await status('/download/none?token=wrong')).toBe(401);
  expect(await status(`/api/network?token=${token}`)).toBe(401);
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
