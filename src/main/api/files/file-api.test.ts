import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { logInByBrowser, startTestLab } from '../../../../test/support/api-lab';

async function startFileLab() {
  const uploadFolder = await mkdtemp(join(tmpdir(), 'syncpulse-uploads-'));
  onTestFinished(() => rm(uploadFolder, { recursive: true, force: true }));
  const lab = await startTestLab({ uploadFolder });
  const url = `http://${lab.host}`;
  const headers = { authorization: `Bearer ${lab.token}` };
  const get = (path: string, more: Record<string, string> = {}) =>
    fetch(url + path, { headers: { ...headers, ...more } });
  const upload = (name: string, bytes: Uint8Array<ArrayBuffer>, field = 'file') => {
    const body = new FormData();
    body.set(field, new Blob([bytes]), name);
    return fetch(`${url}/upload`, { method: 'POST', headers, body });
  };
  /** Everything in the folder but the hidden folder itself, which holds nothing between uploads. */
  const kept = async () =>
    (await readdir(uploadFolder, { recursive: true })).filter((one) => one !== '.syncpulse');
  return { ...lab, uploadFolder, url, get, upload, kept };
}

interface Told {
  readonly file_name: string;
  readonly file_size_mb: number;
  readonly sha256_hash: string;
}

const told = async (answer: Response) => (await answer.json()) as Told;
const bytesOf = async (answer: Response) => new Uint8Array(await answer.arrayBuffer());

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

test('a file is generated, and downloaded with the digest that was told', async () => {
  const { get } = await startFileLab();
  const file = await told(await get('/generate'));
  expect(file).toEqual({
    file_name: expect.stringMatching(/^generated-[0-9a-f]{16}\.bin$/),
    file_size_mb: expect.any(Number),
    sha256_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(file.file_size_mb).toBeGreaterThanOrEqual(2);
  expect(file.file_size_mb).toBeLessThanOrEqual(10);
  const bytes = await bytesOf(await get(`/download/${file.file_name}`));
  expect(bytes.length).toBe(Math.round(file.file_size_mb * 1_000_000));
  expect(sha256(bytes)).toBe(file.sha256_hash);
  expect((await told(await get('/generate'))).file_name).not.toBe(file.file_name);
});

test('a name that a peer shares can be downloaded, in ranges too', async () => {
  const { get, overlay } = await startFileLab();
  const added = await overlay.addPeers({ count: 1, wiring: 'offered' });
  const [name] =
    overlay.log.state.peers.get(added.ok ? (added.value.peers[0] ?? ':0') : ':0')?.files.keys() ?? [];
  const path = `/download/${encodeURIComponent(name ?? '')}`;
  const whole = await bytesOf(await get(path));
  const part = await get(path, { range: 'bytes=17-99' });
  expect(part.status).toBe(206);
  expect(Buffer.from(await bytesOf(part))).toEqual(Buffer.from(whole.subarray(17, 100)));
});

test('an upload is streamed to the disk, and fetched again as it was', async () => {
  const { get, upload, kept } = await startFileLab();
  const bytes = randomBytes(3_000_000);
  const answer = await upload('Kung Fu Panda.bin', bytes);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({
    file_name: 'Kung Fu Panda.bin',
    file_size_mb: 3,
    sha256_hash: sha256(bytes),
  });
  expect(sha256(await bytesOf(await get('/uploaded/Kung%20Fu%20Panda.bin')))).toBe(sha256(bytes));
  expect(await kept()).toEqual(['Kung Fu Panda.bin']);
});

test('a name that exists, in whatever case, is refused and stays as it was', async () => {
  const { upload, uploadFolder, kept } = await startFileLab();
  expect((await upload('a.txt', Buffer.from('first'))).status).toBe(200);
  expect((await upload('a.txt', Buffer.from('second'))).status).toBe(409);
  expect((await upload('A.TXT', Buffer.from('third'))).status).toBe(409);
  expect(await kept()).toEqual(['a.txt']);
  expect(await readFile(join(uploadFolder, 'a.txt'), 'utf8')).toBe('first');
});

test('what is too large is refused with 413, declared or not, and leaves nothing', async () => {
  const { upload, overlay, kept, ask } = await startFileLab();
  await overlay.updateSettings({ uploadLimitMb: 1 });
  const declared = await upload('large.bin', Buffer.alloc(2_000_000));
  expect(declared.status).toBe(413);
  expect(await declared.text()).toContain('1 MB');
  const head = '--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n';
  const undeclared = await ask('POST', '/upload', {
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
    chunks: [head, ...Array.from({ length: 12 }, () => 'x'.repeat(100_000)), '\r\n--b--\r\n'],
  });
  expect(undeclared.status).toBe(413);
  expect((await upload('fits.bin', Buffer.alloc(1_000_000))).status).toBe(200);
  expect(await kept()).toEqual(['fits.bin']);
});

test.each([
  ['../../evil', 'evil'],
  ['/etc/passwd', 'passwd'],
  ['..\\..\\evil.txt', 'evil.txt'],
])('an upload called %s stays in its folder, as %s', async (name, safe) => {
  const { upload, kept } = await startFileLab();
  const answer = await upload(name, Buffer.from('x'));
  expect((await told(answer)).file_name).toBe(safe);
  expect(await kept()).toEqual([safe]);
});

test.each(['.', '..', '', 'x'.repeat(300), 'abc\u202Etxt.exe'])(
  'an upload called %j is refused',
  async (name) => {
    const { upload, kept } = await startFileLab();
    const answer = await upload(name, Buffer.from('x'));
    expect([200, 400]).toContain(answer.status);
    for (const entry of await kept()) expect(entry).toMatch(/^[^./\\][^/\\]*~[0-9a-f]{24}$/);
  },
);

test('hostile paths of downloads find nothing', async () => {
  const { ask, uploadFolder } = await startFileLab();
  await writeFile(join(uploadFolder, '..', 'secret-beside-uploads.txt'), 'secret');
  onTestFinished(() => rm(join(uploadFolder, '..', 'secret-beside-uploads.txt'), { force: true }));
  for (const base of ['/uploaded/', '/download/']) {
    for (const name of [
      '..%2fsecret-beside-uploads.txt',
      '%2e%2e%2f%2e%2e',
      '%2e%2e',
      '..',
      '%5c%5cx',
      'C:%5cx',
      'NUL',
    ]) {
      expect((await ask('GET', base + name)).status).toBe(404);
    }
    expect((await ask('GET', `${base}%00`)).status).toBe(400);
    expect((await ask('GET', `${base}%ff`)).status).toBe(400);
  }
  expect((await ask('GET', '/uploaded/../secret-beside-uploads.txt')).status).toBe(404);
});

test('a form without a file, and what is no form, are refused', async () => {
  const { upload, ask, kept } = await startFileLab();
  expect((await upload('x', Buffer.from('x'), 'attachment')).status).toBe(400);
  expect((await ask('POST', '/upload', { body: {} })).status).toBe(415);
  const noEnd = await ask('POST', '/upload', {
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
    chunks: ['--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\nhalf'],
  });
  expect(noEnd.status).toBe(415);
  expect(await kept()).toEqual([]);
});

test('an upload that is cut off in the middle leaves nothing', async () => {
  const { api, token, kept, uploadFolder } = await startFileLab();
  const socket = createConnection(api.port, '127.0.0.1');
  socket.write(
    `POST /upload HTTP/1.1\r\nHost: 127.0.0.1:${api.port}\r\nAuthorization: Bearer ${token}\r\n` +
      'Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 9000000\r\n\r\n' +
      `--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n${'x'.repeat(2_000_000)}`,
  );
  const parts = async () =>
    (await readdir(join(uploadFolder, '.syncpulse'))).filter((name) => name.endsWith('.part'));
  await vi.waitFor(async () => expect(await parts()).toHaveLength(1));
  socket.destroy();
  await vi.waitFor(async () => expect(await kept()).toEqual([]));
});

test('everything wants the token, and the right method', async () => {
  const { ask } = await startFileLab();
  for (const [method, path] of [
    ['GET', '/generate'],
    ['GET', '/download/x'],
    ['POST', '/upload'],
    ['GET', '/uploaded/x'],
    ['GET', '/api/docs'],
  ] as const) {
    expect((await ask(method, path, { stranger: true })).status).toBe(401);
  }
  expect((await ask('POST', '/generate')).status).toBe(405);
  expect((await ask('GET', '/upload')).status).toBe(405);
  expect((await ask('DELETE', '/uploaded/x')).status).toBe(405);
});

test('a page elsewhere in the browser cannot have files made, not even by leading the browser here', async () => {
  const lab = await startFileLab();
  const { cookie } = await logInByBrowser(lab);
  const headers = { cookie, 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate' };
  expect((await lab.ask('GET', '/generate', { stranger: true, headers })).status).toBe(403);
});

test('a form that breaks off in a part that is not the file ends nothing but itself', async () => {
  const { api, token, get, kept } = await startFileLab();
  const body = '--B\r\nContent-Disposition: form-data; name="other"; filename="t"\r\n\r\nabc';
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const sent = request({
      host: '127.0.0.1',
      port: api.port,
      method: 'POST',
      path: '/upload',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'multipart/form-data; boundary=B',
        'content-length': body.length,
      },
    });
    sent.on('error', reject);
    sent.on('response', (response) => resolve(response.resume().statusCode));
    sent.end(body);
  });
  expect(status).toBe(415);
  expect((await get('/generate')).status).toBe(200);
  await vi.waitFor(async () => expect(await kept()).toEqual([]));
});
