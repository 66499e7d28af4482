import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startTestLab } from '../../../../test/support/api-lab';
import { until } from '../../../../test/support/until';
import type { PeerId } from '../../../shared/network/events';

async function startLabWithPeers() {
  const lab = await startTestLab();
  const folder = await mkdtemp(join(tmpdir(), 'syncpulse-api-downloads-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await lab.overlay.updateSettings({ downloadFolder: folder });
  const added = await lab.overlay.addPeers({ count: 2, wiring: 'line' });
  if (!added.ok) throw new Error(added.error.sentence);
  const [first, second] = added.value.peers;
  if (first === undefined || second === undefined) throw new Error('two peers were asked for');
  return { ...lab, folder, first, second };
}

const inPath = encodeURIComponent;

test('a peer is told what to share, and says what it shares', async () => {
  const { ask, first } = await startLabWithPeers();
  const shared = await ask('POST', `/api/peers/${inPath(first)}/files`, { body: { names: ['Happy Feet'] } });
  expect(shared.json).toEqual({
    files: [{ name: 'Happy Feet', bytes: expect.any(Number), url: `http://${first}/files/Happy%20Feet` }],
    names: ['Happy Feet'],
    folder: null,
  });
  expect((await ask('GET', `/api/peers/${inPath(first)}/files`)).json).toEqual(shared.json);
  const refused = await ask('POST', `/api/peers/${inPath(first)}/files`, { body: { folder: '/no/such' } });
  expect([refused.status, refused.json.data.code]).toEqual([400, 'bad-input']);
  expect((await ask('GET', '/api/peers/127.0.0.1:1/files')).status).toBe(404);
});

test('a download is begun, watched to its end, and listed', async () => {
  const { ask, overlay, folder, first, second } = await startLabWithPeers();
  for (const id of [first, second]) {
    await ask('POST', `/api/peers/${inPath(id)}/files`, { body: { names: ['Happy Feet'] } });
  }
  const begun = await ask('POST', '/api/downloads', { body: { name: 'Happy Feet' } });
  expect(begun.json).toMatchObject({
    id: 't1',
    name: 'Happy Feet',
    phase: 'running',
    holders: [first, second],
  });
  const watched = await ask('GET', '/api/downloads/t1');
  expect(watched.headers['content-type']).toContain('text/event-stream');
  expect(watched.text).toContain('"phase":"done"');
  await until(overlay.log, ({ transfers }) => transfers.get('t1')?.phase === 'done');
  const [listed] = (await ask('GET', '/api/downloads')).json;
  expect(listed).toMatchObject({ phase: 'done', path: join(folder, 'Happy Feet'), problem: null });
  expect((await stat(listed.path)).size).toBe(listed.total);
  for (const verb of ['pause', 'resume', 'cancel']) {
    expect((await ask('POST', `/api/downloads/t1/${verb}`, { body: {} })).status).toBe(409);
  }
});

test('what cannot be downloaded is said in words', async () => {
  const { ask } = await startLabWithPeers();
  expect((await ask('POST', '/api/downloads', { body: { name: 'Nobody has this' } })).status).toBe(404);
  expect((await ask('POST', '/api/downloads', { body: {} })).status).toBe(400);
  expect((await ask('POST', '/api/downloads', { body: { name: 'x', holders: ['nonsense'] } })).status).toBe(
    400,
  );
  expect((await ask('POST', '/api/downloads', { body: { name: 'x'.repeat(256) } })).status).toBe(400);
  expect((await ask('GET', '/api/downloads/t9')).status).toBe(404);
});

test('the page that documents the API is shown, and the description has the files', async () => {
  const { ask } = await startTestLab();
  const shown = await ask('GET', '/api/docs');
  expect([shown.status, shown.headers.location]).toEqual([302, '/docs.html']);
  const { paths } = (await ask('GET', '/api/openapi.json')).json;
  for (const path of [
    '/generate',
    '/download/{file_name}',
    '/upload',
    '/uploaded/{file_name}',
    '/downloads',
  ]) {
    expect(paths).toHaveProperty([path]);
  }
});

test('a downloaded file is shared by the peer that fetched it, unless the setting is off', async () => {
  const { ask, overlay, first, second } = await startLabWithPeers();
  await overlay.share(first, { names: ['Happy Feet', 'Toy Story'] });
  const fetchBy = async (name: string, peer: PeerId, holders: PeerId[]) => {
    const { json } = await ask('POST', '/api/downloads', { body: { name, peer, holders } });
    await until(overlay.log, ({ transfers }) => transfers.get(json.id)?.phase === 'done');
    return overlay.downloads.detail(json.id);
  };
  const { sha256 } = await fetchBy('Happy Feet', second, [first]);
  await until(overlay.log, ({ peers }) => peers.get(second)?.files.has('Happy Feet') ?? false);
  expect((await overlay.act(first, 'crash')).ok).toBe(true);
  const again = await fetchBy('Happy Feet', first, [second]);
  expect(again.sha256).toBe(sha256);
  expect(overlay.log.state.peers.get(second)?.traffic.fileBytesOut).toBeGreaterThan(2_000_000);

  expect((await overlay.act(first, 'restart')).ok).toBe(true);
  await overlay.updateSettings({ shareDownloads: false });
  await fetchBy('Toy Story', second, [first]);
  expect(overlay.log.state.peers.get(second)?.files.has('Toy Story')).toBe(false);
});
