import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { idOf, startDownloads, startHolder, startLiar } from '../../../../test/support/downloads/holders';
import type { PeerId } from '../../../shared/network/events';
import type { FileSource } from '../files/file-source';
import { generatedFile } from '../files/generated-content';

const BYTES = 3_000_000;
const FILE = generatedFile('Happy Feet', BYTES);

async function sha256Of(file: FileSource): Promise<string> {
  return (await file.open()).digest();
}

async function sha256At(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

/** Says that it has the right file, and sends other bytes. */
function startForger(sha256: string): Promise<PeerId> {
  return startLiar(({ method, headers }, response) => {
    response.setHeader('ETag', `"${sha256}"`);
    const [, from, to] = /bytes=(\d+)-(\d+)/.exec(headers.range ?? '') ?? [];
    const length = from === undefined ? BYTES : Number(to) - Number(from) + 1;
    if (from !== undefined) response.setHeader('Content-Range', `bytes ${from}-${to}/${BYTES}`);
    response.writeHead(from === undefined ? 200 : 206, { 'Content-Length': length });
    response.end(method === 'HEAD' ? undefined : Buffer.alloc(length, 7));
  });
}

test('bytes that do not fit their hash are discarded, reported, and fetched from another holder', async () => {
  const sha256 = await sha256Of(FILE);
  const forger = await startForger(sha256);
  const honest = idOf(await startHolder([FILE]));
  const { begin, outcome, downloads, log } = await startDownloads();
  const id = begin({ name: 'Happy Feet', holders: [forger, honest] });
  expect(await outcome(id)).toMatchObject({ phase: 'done' });
  expect(await sha256At(downloads.detail(id).path ?? '')).toBe(sha256);
  const told = log
    .since(0)
    .events.filter(
      (event) => 'transfer' in event && 'problem' in event && event.problem?.code === 'wrong-content',
    );
  expect(told.length).toBeGreaterThan(0);
});

test('where everybody sends wrong bytes it fails in words, and leaves nothing', async () => {
  const { begin, outcome, visible, hidden } = await startDownloads();
  const id = begin({ name: 'Happy Feet', holders: [await startForger(await sha256Of(FILE))] });
  const { phase, problem } = await outcome(id);
  expect(phase).toBe('failed');
  expect(problem).toMatchObject({ code: 'wrong-content' });
  expect([...(await visible()), ...(await hidden())]).toEqual([]);
});

test.each([
  ['another part than was asked for', { 'Content-Range': 'bytes 5-9/3000000' }, 206, 'wrong-content'],
  [
    'another length',
    { 'Content-Range': `bytes 0-${BYTES - 1}/${BYTES}`, 'Content-Length': '9999999' },
    206,
    'wrong-content',
  ],
  ['that it has another version', {}, 412, 'refused'],
  ['that it has it no more', {}, 404, 'not-found'],
] as const)('a holder that answers with %s is left out, in words', async (_what, headers, status, code) => {
  const sha256 = await sha256Of(FILE);
  const liar = await startLiar(({ method }, response) => {
    if (method === 'HEAD') response.writeHead(200, { ETag: `"${sha256}"`, 'Content-Length': BYTES }).end();
    else response.writeHead(status, headers).end('x');
  });
  const { begin, outcome, visible, hidden } = await startDownloads();
  const { phase, problem } = await outcome(begin({ name: 'Happy Feet', holders: [liar] }));
  expect(phase).toBe('failed');
  expect(['not-found', code]).toContain(problem?.code);
  expect([...(await visible()), ...(await hidden())]).toEqual([]);
});

test('holders of other content of that name are left out; which content is wanted can be said', async () => {
  const other = generatedFile('Happy Feet', 500_000);
  const ids = [
    idOf(await startHolder([other])),
    idOf(await startHolder([FILE])),
    idOf(await startHolder([FILE])),
  ];
  const { begin, outcome, downloads } = await startDownloads();
  const most = begin({ name: 'Happy Feet', holders: ids });
  expect(await outcome(most)).toMatchObject({ phase: 'done', total: BYTES });
  const wanted = begin({ name: 'Happy Feet', holders: ids, sha256: await sha256Of(other) });
  expect(await outcome(wanted)).toMatchObject({ phase: 'done', total: 500_000 });
  expect(downloads.detail(wanted).path).toMatch(/Happy Feet \(2\)$/);
});

test.each([
  [
    'switches to another protocol',
    'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n',
  ],
  ['only ever says that it will answer', 'HTTP/1.1 100 Continue\r\n\r\n'],
])('a holder that %s does not hold up the others', async (_what, words) => {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', () => socket.write(words));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const honest = idOf(await startHolder([FILE]));
  const { begin, outcome, downloads } = await startDownloads();
  const id = begin({ name: 'Happy Feet', holders: [`127.0.0.1:${port}`, honest] });
  expect(await outcome(id)).toMatchObject({ phase: 'done' });
  expect(await sha256At(downloads.detail(id).path ?? '')).toBe(await sha256Of(FILE));
});
