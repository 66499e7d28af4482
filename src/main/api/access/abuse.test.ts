import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { startTestLab, type TestLab } from '../../../../test/support/api-lab';
import * as disk from '../../network/downloads/storage/disk';
import { PartialFile } from '../../network/downloads/storage/partial-file';
import { generatedFile } from '../../network/files/generated-content';
import type { Overlay } from '../../network/overlay/overlay';

async function dial(port: number): Promise<Socket & { received: string }> {
  const socket = Object.assign(connect({ host: '127.0.0.1', port }), { received: '' });
  socket.on('error', () => undefined);
  socket.setEncoding('utf8').on('data', (text) => {
    socket.received += text;
  });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

async function newUploadFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'syncpulse-uploads-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('a body that drips after the 401 is cut', async () => {
  const { api, host } = await startTestLab();
  const socket = await dial(api.port);
  for (const path of ['/upload', '/api/peers']) {
    const dripping = await dial(api.port);
    // Being cut in the middle of a write is an error of the socket, and a cut all the same.
    const closed = new Promise((resolve) => dripping.on('error', resolve).on('close', resolve));
    dripping.write(`POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 100000\r\n\r\nx`);
    await vi.waitFor(() => expect(dripping.received).toContain('HTTP/1.1 401'));
    const drip = setInterval(() => dripping.write('x'), 50);
    await closed.finally(() => clearInterval(drip));
  }
  expect(socket.destroyed).toBe(false);
});

/** Sends a whole request, and reads only then. @returns the connection, with the answer on its way */
async function sendWhole(
  { api, host, token }: TestLab,
  path: string,
  type: string,
  length: number,
  start = '',
): Promise<Awaited<ReturnType<typeof dial>>> {
  const socket = await dial(api.port);
  socket.pause();
  const closed = once(socket, 'close');
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\nContent-Type: ${type}\r\nContent-Length: ${start.length + length}\r\n\r\n${start}`,
  );
  const chunk = Buffer.alloc(1_000_000, 'x');
  for (let left = length; left > 0; left -= chunk.length)
    if (!socket.write(chunk)) await Promise.race([once(socket, 'drain'), closed]);
  socket.resume();
  return socket;
}

const FORM = 'multipart/form-data; boundary=B';

test('413 reaches a client that sends its whole body before it reads', async () => {
  const uploadFolder = await newUploadFolder();
  const lab = await startTestLab({ uploadFolder });
  const { overlay } = lab;
  const size = overlay.settings.uploadLimitMb * 1_000_000 + 20_000_000;
  const requests = [
    ['/upload', FORM, size],
    ['/api/peers', 'application/json', 20_000_000],
  ] as const;
  for (const [path, type, length] of requests) {
    const socket = await sendWhole(lab, path, type, length);
    await vi.waitFor(() => expect(socket.received, path).toContain('HTTP/1.1 413'), 5_000);
    expect(socket.received).toContain('PAYLOAD_TOO_LARGE');
  }
  await vi.waitFor(() => expect(overlay.log.state.totals.refused).toBe(2), 5_000);
});

test('507 reaches a client that sends its whole file before it reads, and is counted', async () => {
  const lab = await startTestLab({ uploadFolder: await newUploadFolder() });
  const start = '--B\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n';
  // The disk has no room when the upload begins; then it has, and is full while the upload is written.
  vi.spyOn(disk, 'freeBytes').mockResolvedValueOnce(1_000);
  vi.spyOn(PartialFile.prototype, 'writer').mockImplementationOnce(() => {
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  });
  onTestFinished(() => void vi.restoreAllMocks());
  for (const when of ['before it begins', 'while it is written']) {
    const socket = await sendWhole(lab, '/upload', FORM, 20_000_000, start);
    await vi.waitFor(() => expect(socket.received, when).toContain('HTTP/1.1 507'), 5_000);
    expect(socket.received).toContain('INSUFFICIENT_STORAGE');
    socket.destroy();
  }
  await vi.waitFor(() => expect(lab.overlay.log.state.totals.refused).toBe(2), 5_000);
  const refusals = lab.overlay.log.since(0).events.filter(({ type }) => type === 'api:refused');
  for (const refusal of refusals) expect(refusal).toMatchObject({ what: 'large-request' });
});

test('a request whose body does not come is cut after the time in the settings, and counted', async () => {
  const { api, host, token, overlay } = await startTestLab();
  await overlay.updateSettings({ apiBodyS: 1 });
  const socket = await dial(api.port);
  const closed = once(socket, 'close');
  socket.write(
    `POST /api/peers HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
  );
  await closed;
  await vi.waitFor(
    () =>
      expect(overlay.log.since(0).events).toContainEqual(
        expect.objectContaining({ type: 'api:refused', what: 'slow-request', count: 1 }),
      ),
    5_000,
  );
});

test('an upload of which no byte comes for the time in the settings is given up, counted, and leaves nothing', async () => {
  const uploadFolder = await newUploadFolder();
  const { api, host, token, overlay } = await startTestLab({ uploadFolder });
  await overlay.updateSettings({ uploadStallS: 1 });
  const socket = await dial(api.port);
  const closed = once(socket, 'close');
  socket.write(
    `POST /upload HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\nContent-Type: ${FORM}\r\nContent-Length: 9000\r\n\r\n` +
      '--B\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\nhalf',
  );
  await closed;
  await expectRefusals(overlay, { 'slow-request': 1 });
  await vi.waitFor(async () => expect(await readdir(join(uploadFolder, '.syncpulse'))).toEqual([]), 5_000);
});

test('a connection whose head does not come, or drips, is cut after the time in the settings, and counted', async () => {
  const { api, host, overlay } = await startTestLab();
  await overlay.updateSettings({ apiHeadS: 1 });
  const silent = await dial(api.port);
  const dripping = await dial(api.port);
  const closed = [once(silent, 'close'), once(dripping, 'close')];
  dripping.write(`GET /api/network HTTP/1.1\r\nHost: ${host}\r\nX: `);
  const drip = setInterval(() => dripping.write('x'), 50);
  await Promise.all(closed).finally(() => clearInterval(drip));
  expect(dripping.received).toContain('HTTP/1.1 408 ');
  await expectRefusals(overlay, { 'slow-request': 2 });
});

test('requests and WebSockets without the token, for another name, and from another page are counted', async () => {
  const { ask, api, overlay } = await startTestLab();
  expect((await ask('GET', '/api/network', { stranger: true })).status).toBe(401);
  expect((await ask('GET', '/?token=wrong', { stranger: true })).status).toBe(401);
  const upgrade = new WebSocket(`ws://127.0.0.1:${api.port}/rpc`);
  upgrade.on('error', () => undefined);
  const [, response] = await once(upgrade, 'unexpected-response');
  expect(response.statusCode).toBe(401);
  for (const headers of [{ host: 'attacker.example' }, { origin: 'http://attacker.example' }])
    expect((await ask('GET', '/api/network', { headers })).status).toBe(403);
  await expectRefusals(overlay, { 'no-token': 3, 'wrong-origin': 2 });
});

test('a head that is no HTTP is answered in words of HTTP, and not counted as slow', async () => {
  const { api, overlay, ask } = await startTestLab();
  const socket = await dial(api.port);
  const closed = once(socket, 'close');
  socket.write('0009 PING\r\n\r\n');
  await closed;
  expect(socket.received).toContain('HTTP/1.1 400 ');
  expect((await ask('GET', '/api/network')).status).toBe(200);
  expect(overlay.log.state.totals.refused).toBe(0);
});

/** Waits until exactly these refusals are in the log, and in its total. */
async function expectRefusals(overlay: Overlay, expected: Readonly<Record<string, number>>): Promise<void> {
  await vi.waitFor(() => {
    const found: Record<string, number> = {};
    for (const event of overlay.log.since(0).events)
      if (event.type === 'api:refused') found[event.what] = (found[event.what] ?? 0) + event.count;
    expect(found).toEqual(expected);
  }, 5_000);
  const all = Object.values(expected).reduce((sum, count) => sum + count, 0);
  expect(overlay.log.state.totals.refused).toBe(all);
}

test('connections without the token make room for one that has it, and are counted', async () => {
  const { api, ask, overlay, token } = await startTestLab();
  await overlay.updateSettings({ apiConnections: 16, apiWebSockets: 2 });
  const trusted = await dial(api.port);
  trusted.write(
    `GET /api/network HTTP/1.1\r\nHost: 127.0.0.1:${api.port}\r\nAuthorization: Bearer ${token}\r\n\r\n`,
  );
  await vi.waitFor(() => expect(trusted.received).toContain('HTTP/1.1 200'));
  const idle = await Promise.all(Array.from({ length: 28 }, () => dial(api.port)));
  await vi.waitFor(() => expect(idle.filter((socket) => !socket.destroyed).length).toBeLessThanOrEqual(15));
  expect((await ask('GET', '/api/network')).status).toBe(200);
  expect(trusted.destroyed).toBe(false);
  await vi.waitFor(() => expect(overlay.log.state.totals.refused).toBeGreaterThanOrEqual(13), 5_000);
  expect(overlay.log.since(0).events.some(({ type }) => type === 'api:refused')).toBe(true);

  const headers = { authorization: `Bearer ${token}` };
  const open = () => new WebSocket(`ws://127.0.0.1:${api.port}/rpc`, { headers });
  const windows = [open(), open()];
  onTestFinished(() => {
    for (const window of windows) window.terminate();
  });
  await Promise.all(windows.map((window) => once(window, 'open')));
  const third = open();
  third.on('error', () => undefined);
  const [, response] = await once(third, 'unexpected-response');
  expect(response.statusCode).toBe(503);
});

test('requests pipelined on one connection are carried out one after another', async () => {
  const { api, host, token, overlay } = await startTestLab();
  const head = `Host: ${host}\r\nAuthorization: Bearer ${token}\r\n`;
  const post = (path: string, body: string) =>
    `POST ${path} HTTP/1.1\r\n${head}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const socket = await dial(api.port);
  // The second needs what the first does.
  socket.write(
    post('/api/peers', '{"count":3}') +
      post('/api/bootstrap/stop', '{}') +
      post('/api/bootstrap/start', '{}'),
  );
  await vi.waitFor(() => expect(socket.received.match(/HTTP\/1\.1 200/g)).toHaveLength(3), 10_000);
  const order = overlay.log
    .since(0)
    .events.map(({ type }) => type)
    .filter((type) => type === 'spawn:ended' || type.startsWith('bootstrap:'));
  expect(order).toEqual(['bootstrap:started', 'spawn:ended', 'bootstrap:stopped', 'bootstrap:started']);
});

test('a connection that ends with downloads pipelined on it leaves no file open', async () => {
  const { api, host, token, overlay } = await startTestLab();
  const counts = { opened: 0, closed: 0 };
  const file = generatedFile('a file');
  vi.spyOn(overlay, 'sharedFile').mockReturnValue({
    ...file,
    open: async () => {
      counts.opened += 1;
      const opened = await file.open();
      const close = async () => {
        counts.closed += 1;
        await opened.close();
      };
      return { ...opened, close };
    },
  });
  const socket = await dial(api.port);
  const get = `GET /download/file HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\n\r\n`;
  socket.pause();
  socket.write(get.repeat(4));
  await vi.waitFor(() => expect(counts.opened).toBeGreaterThan(0), 5_000);
  // Wait until the answer is held up by the reader that reads nothing.
  await file.open().then((opened) => opened.digest());
  socket.destroy();
  await vi.waitFor(() => expect(counts.closed).toBe(counts.opened), 5_000);
  expect(
    (await fetch(`http://${host}/api/network`, { headers: { authorization: `Bearer ${token}` } })).status,
  ).toBe(200);
  expect(counts.closed).toBe(counts.opened);
});
