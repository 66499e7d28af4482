import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startTestLab } from '../../../../test/support/api-lab';
import { newFolder } from '../../../../test/support/downloads/holders';
import { startLegacyFiles } from './legacy-files';

/** An old client: it knows four paths and no token. */
async function startOldClient() {
  const uploadFolder = join(await newFolder(), 'uploaded');
  const lab = await startTestLab({ uploadFolder });
  const started = await startLegacyFiles({ overlay: lab.overlay, port: 0, uploadFolder });
  if (!started.ok) throw new Error(started.error.sentence);
  const { url, stop } = started.value;
  onTestFinished(stop);
  const get = (path: string) => fetch(new URL(path, url));
  const upload = (name: string, text: string) => {
    const body = new FormData();
    body.set('file', new Blob([text]), name);
    return fetch(new URL('/upload', url), { method: 'POST', body });
  };
  return { ...lab, url, get, upload };
}

interface FileAnswer {
  readonly file_name: string;
  readonly file_size_mb: number;
  readonly sha256_hash: string;
}

test('a file is generated with a whole number of megabytes, and downloaded, without a token', async () => {
  const { get } = await startOldClient();
  const { file_name, file_size_mb, sha256_hash } = (await (await get('/generate')).json()) as FileAnswer;
  expect(Number.isInteger(file_size_mb)).toBe(true);
  const bytes = Buffer.from(await (await get(`/download/${file_name}`)).arrayBuffer());
  expect(bytes.length).toBe(file_size_mb * 1_000_000);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256_hash);
});

test('what a peer shares can be downloaded', async () => {
  const { get, overlay } = await startOldClient();
  const added = await overlay.addPeers({ count: 1, wiring: 'offered' });
  const [id] = added.ok ? added.value.peers : [];
  if (!id) throw new Error('no peer was added');
  await overlay.share(id, { names: ['Happy Feet'] });
  const response = await get('/download/Happy%20Feet');
  expect(response.status).toBe(200);
  expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(1_000_000);
});

test('an upload replaces the one before it of the same name; with the token it is refused as before', async () => {
  const { get, upload, ask } = await startOldClient();
  for (const text of ['first', 'second']) {
    const response = await upload('notes.txt', text);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ file_name: 'notes.txt', file_size_mb: 1 });
    expect(await (await get('/uploaded/notes.txt')).text()).toBe(text);
  }
  const refused = await ask('POST', '/upload', {
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
    chunks: [
      '--b\r\nContent-Disposition: form-data; name="file"; filename="notes.txt"\r\n\r\nthird\r\n--b--\r\n',
    ],
  });
  expect(refused.status).toBe(409);
  expect(await (await get('/uploaded/notes.txt')).text()).toBe('second');
});

test('a refusal has its reason under `error`, too, and nothing but the four paths is served', async () => {
  const { get } = await startOldClient();
  for (const path of ['/download/unknown', '/uploaded/unknown', '/api/network', '/', '/rpc']) {
    const response = await get(path);
    expect(response.status).toBe(404);
    const body = (await response.json()) as { error: string; message: string };
    expect(body.error).toMatch(/\w/);
    expect(body.error).toBe(body.message);
  }
});

test.each([
  ['sent by a page of another site', { 'sec-fetch-site': 'cross-site' }],
  ['sent by a page with a form', { origin: 'http://attacker.example' }],
  ['led here by another name', { host: 'attacker.example' }],
])('a request %s is refused', async (_what, headers) => {
  const { url } = await startOldClient();
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const sent = request(new URL('/generate', url), { headers });
    sent.on('error', reject).on('response', (response) => resolve(response.resume().statusCode));
    sent.end();
  });
  expect(status).toBe(403);
});
