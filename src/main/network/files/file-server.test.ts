import { createHash } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { addPeer, portOf, startLab, stateOfPeer } from '../../../../test/support/lab';
import { RawTcp } from '../../../../test/support/raw-sockets';
import { systemRuntime } from '../../runtime/system';
import { socketTransport } from '../frames/frames';
import { FileServer } from './file-server';
import type { FileSource } from './file-source';
import { generatedFile, MAX_BYTES, MIN_BYTES } from './generated-content';

async function startPeer(names: readonly string[] = ['Happy Feet']) {
  const overlay = await startLab();
  const id = await addPeer(overlay);
  const shared = await overlay.share(id, { names });
  if (!shared.ok) throw new Error(shared.error.sentence);
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`http://${id}${path}`, { headers, method });
  return { overlay, id, get };
}

const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

async function allOf(file: FileSource, start = 0, end = file.bytes): Promise<Buffer> {
  const opened = await file.open();
  const chunks: Buffer[] = [];
  for await (const chunk of opened.read({ start, end })) chunks.push(chunk);
  await opened.close();
  return Buffer.concat(chunks);
}

test('content for a name is 2 to 10 MB, the same every time, another for another name, and can be had from anywhere in it', async () => {
  const file = generatedFile('Happy Feet');
  expect(file.bytes).toBeGreaterThanOrEqual(MIN_BYTES);
  expect(file.bytes).toBeLessThanOrEqual(MAX_BYTES);
  const whole = await allOf(file);
  expect(whole.length).toBe(file.bytes);
  expect((await allOf(generatedFile('Happy Feet'))).equals(whole)).toBe(true);
  expect((await allOf(generatedFile('Happy feet'))).subarray(0, 100)).not.toEqual(whole.subarray(0, 100));
  for (const [start, end] of [
    [0, 1],
    [15, 17],
    [16, 32],
    [999_999, 1_000_001],
    [file.bytes - 1, file.bytes],
  ] as const) {
    expect((await allOf(file, start, end)).equals(whole.subarray(start, end))).toBe(true);
  }
  // No run of it is compressible or zero: each byte value occurs about as often as the others.
  const counts = new Map<number, number>();
  for (const byte of whole) counts.set(byte, (counts.get(byte) ?? 0) + 1);
  for (const count of counts.values()) expect(Math.abs(count / (whole.length / 256) - 1)).toBeLessThan(0.1);
});

test('the port of a peer serves a file whole, with its digest, and HEAD says the same without it', async () => {
  const { get } = await startPeer();
  const answer = await get('/files/Happy%20Feet');
  const bytes = await bytesOf(answer);
  expect(bytes.equals(await allOf(generatedFile('Happy Feet')))).toBe(true);
  const digest = sha256(bytes);
  expect(answer.headers.get('etag')).toBe(`"${digest.toString('hex')}"`);
  expect(answer.headers.get('content-digest')).toBe(`sha-256=:${digest.toString('base64')}:`);
  expect(answer.headers.get('content-length')).toBe(String(bytes.length));
  const head = await get('/files/Happy%20Feet', {}, 'HEAD');
  for (const name of ['etag', 'content-digest', 'content-length', 'accept-ranges']) {
    expect(head.headers.get(name)).toBe(answer.headers.get(name));
  }
  expect((await bytesOf(head)).length).toBe(0);
});

test('the list names every file with its size and path', async () => {
  const { get, overlay, id } = await startPeer(['Happy Feet', "It's a 100% <b>hit</b>"]);
  const { files } = (await (await get('/files')).json()) as {
    files: { name: string; bytes: number; path: string }[];
  };
  expect(new Map(files.map(({ name, bytes }) => [name, bytes]))).toEqual(stateOfPeer(overlay, id).files);
  for (const { path, bytes } of files) {
    expect((await get(path, {}, 'HEAD')).headers.get('content-length')).toBe(String(bytes));
  }
});

test.each([
  ['bytes=0-99', 0, 100],
  ['bytes=100-', 100, undefined],
  ['bytes=-1', -1, undefined],
  ['bytes=5-99999999999', 5, undefined],
] as const)(
  'a range, %s, is sent as it was asked for, with a digest of its own where it is short',
  async (range, start, end) => {
    const { get } = await startPeer();
    const whole = await allOf(generatedFile('Happy Feet'));
    const answer = await get('/files/Happy%20Feet', { range });
    expect(answer.status).toBe(206);
    const bytes = await bytesOf(answer);
    const expected = start < 0 ? whole.subarray(start) : whole.subarray(start, end);
    expect(bytes.equals(expected)).toBe(true);
    const from = whole.length - (start < 0 ? -start : whole.length - start);
    expect(answer.headers.get('content-range')).toBe(
      `bytes ${from}-${from + bytes.length - 1}/${whole.length}`,
    );
    if (bytes.length <= 4 * 1024 * 1024) {
      expect(answer.headers.get('content-digest')).toBe(`sha-256=:${sha256(bytes).toString('base64')}:`);
    }
  },
);

test.each([
  'bytes=99999999999-',
  'bytes=5-2',
  'bytes=-0',
  'bytes=-',
  'bytes=a-b',
  'bytes=0x10-0x20',
  'bytes=9e9-',
])('a range that lies, %s, is answered 416', async (range) => {
  const { get } = await startPeer();
  const answer = await get('/files/Happy%20Feet', { range });
  expect(answer.status).toBe(416);
  expect(answer.headers.get('content-range')).toBe(`bytes */${generatedFile('Happy Feet').bytes}`);
});

test('what a fetcher has is not sent again, and another version not in its place', async () => {
  const { get } = await startPeer();
  const etag = (await get('/files/Happy%20Feet', {}, 'HEAD')).headers.get('etag') ?? '';
  expect((await get('/files/Happy%20Feet', { 'if-none-match': etag })).status).toBe(304);
  expect((await get('/files/Happy%20Feet', { 'if-match': '"other"' })).status).toBe(412);
  expect((await get('/files/Happy%20Feet', { 'if-range': '"other"', range: 'bytes=0-1' })).status).toBe(200);
});

test.each([
  ['/files/%2e%2e', 404],
  ['/files/..%2f..%2fetc%2fpasswd', 404],
  ['/files/%2fetc%2fpasswd', 404],
  ['/files/C:%5cWindows', 404],
  ['/files/happy%20feet', 404],
  ['/files/NUL', 404],
  [`/files/${'x'.repeat(300)}`, 404],
  ['/files/%00', 400],
  ['/files/%ff%fe', 400],
  ['/files/%', 400],
  ['/etc/passwd', 404],
  ['/', 404],
])('%s is answered %i', async (path, status) => {
  const { id } = await startPeer();
  const client = await RawTcp.connect(portOf(id));
  client.send(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
  expect(await client.readToEnd()).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
});

test('frames and requests are told apart by their first bytes, however they are sliced', async () => {
  const { id } = await startPeer();
  const client = await RawTcp.connect(portOf(id));
  for (const byte of 'HEAD /files/Happy%20Feet HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n')
    client.send(byte);
  expect(await client.readToEnd()).toMatch(/^HTTP\/1.1 200 /);
  const frames = await RawTcp.connect(portOf(id));
  for (const byte of '0009 PING') frames.send(byte);
  expect(await frames.read(9)).toBe('0009 PONG');
  // What begins as a request does and is none is read as a frame after all.
  const neither = await RawTcp.connect(portOf(id));
  neither.send('GETTING');
  expect(await neither.read(10)).toBe('0010 ERROR');
});

test('several requests go over one connection, and a body is not taken for the next one', async () => {
  const { id } = await startPeer();
  const client = await RawTcp.connect(portOf(id));
  client.send(
    'HEAD /files HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nHEAD /files HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n',
  );
  expect((await client.readToEnd()).match(/HTTP\/1.1 200/g)).toHaveLength(2);
  const smuggler = await RawTcp.connect(portOf(id));
  smuggler.send(
    'GET /files HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 40\r\n\r\nGET /files/Happy%20Feet HTTP/1.1\r\n\r\n',
  );
  smuggler.end();
  expect((await smuggler.readToEnd()).match(/HTTP\/1.1/g)).toHaveLength(1);
});

test('a crash ends what is being sent', async () => {
  const { overlay, id } = await startPeer();
  const client = await RawTcp.connect(portOf(id));
  client.send('GET /files/Happy%20Feet HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  await client.read(100);
  await overlay.act(id, 'crash');
  // It ends; whether all of it had gone out by then is up to the buffers in between.
  expect(await client.readToEnd()).not.toBe('');
});

test('a request that never ends, and a connection that says nothing more, are ended by the limit on idle ones', async () => {
  const idle = 150;
  const server = new FileServer(systemRuntime, { list: () => [], find: () => undefined });
  const opened = await socketTransport({ limits: { idle } }).open(
    { ip: '127.0.0.1', port: 0 },
    {
      onFrame: () => undefined,
      onDropped: () => undefined,
      onHttp: (connection) => server.serve(connection),
    },
  );
  if (!opened.ok) throw new Error(opened.error.sentence);
  onTestFinished(() => opened.value.close());
  const half = await RawTcp.connect(opened.value.bound.port);
  half.send('GET /files HTTP/1.1\r\nHost');
  expect(await half.readToEnd()).not.toContain('200');
  const two = await RawTcp.connect(opened.value.bound.port);
  two
    .send('GET /files HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
    .send('GET /files HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET');
  expect((await two.readToEnd()).match(/HTTP\/1.1 200/g)).toHaveLength(2);
});

test('requests on end are not answered at once, so that nobody can fill the memory with answers', async () => {
  const { overlay, id, get } = await startPeer();
  const line = await RawTcp.connect(portOf(id));
  const asked = 'GET /files/Happy%20Feet HTTP/1.1\r\nHost: 127.0.0.1\r\nRange: bytes=0-4194303\r\n\r\n';
  const came = await line.send(asked.repeat(50)).readToEnd();
  expect(came.split('HTTP/1.1 206').length - 1).toBeLessThanOrEqual(1);
  expect((await get('/files')).status).toBe(200);
  expect(stateOfPeer(overlay, id).phase).toBe('joined');
});

test('a request that names another host is refused and counted: a page whose name leads here reads nothing', async () => {
  const { id, overlay } = await startPeer();
  for (const [host, status] of [
    ['attacker.example', 421],
    [`attacker.example:${portOf(id)}`, 421],
    [`127.0.0.1.attacker.example:${portOf(id)}`, 421],
    ['localhost', 200],
    [id, 200],
  ] as const) {
    const client = await RawTcp.connect(portOf(id));
    client.send(`HEAD /files HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(await client.readToEnd()).toContain(`HTTP/1.1 ${status} `);
  }
  const cuts = overlay.log.since(0).events.filter(({ type }) => type === 'connection:dropped');
  expect(cuts).toHaveLength(3);
  for (const cut of cuts) expect(cut).toMatchObject({ observer: id, reason: 'wrong-host' });
  expect(overlay.log.state.totals.cut).toBe(3);
});
