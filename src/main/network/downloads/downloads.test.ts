import { createHash } from 'node:crypto';
import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { BadLine } from '../../../../test/support/downloads/bad-line';
import { idOf, startDownloads, startHolder, startLiar } from '../../../../test/support/downloads/holders';
import { until } from '../../../../test/support/until';
import type { PeerId } from '../../../shared/network/events';
import { keyOf } from '../../../shared/protocol/address';
import { seeded } from '../../runtime/random';
import type { FileSource } from '../files/file-source';
import { generatedFile } from '../files/generated-content';

const BYTES = 3_000_000;
const FILE = generatedFile('Happy Feet', BYTES);
const NO_FATE = { stalls: 0, corrupts: 0, resets: 0, cuts: 0 };

async function sha256Of(file: FileSource): Promise<string> {
  return (await file.open()).digest();
}

async function sha256At(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

/** A holder behind a line that can be killed. */
async function startKillable(file: FileSource): Promise<{ id: PeerId; line: BadLine }> {
  const holder = await startHolder([file]);
  const line = await BadLine.open(seeded(1), NO_FATE);
  onTestFinished(() => line.close());
  line.leadTo(holder.bound.port);
  return { id: keyOf({ ip: '127.0.0.1', port: line.port }), line };
}

test('a file is fetched, verified, and appears under its name', async () => {
  const { begin, outcome, downloads, folder, visible, hidden, log } = await startDownloads();
  const id = begin({ name: 'Happy Feet', holders: [idOf(await startHolder([FILE]))] });
  expect(downloads.savedPath(id)).toMatchObject({ ok: false, error: { code: 'not-possible-now' } });
  expect(await outcome(id)).toMatchObject({ phase: 'done', bytes: BYTES, total: BYTES, problem: null });
  expect(downloads.savedPath(id)).toEqual({ ok: true, value: join(folder, 'Happy Feet') });
  expect(await visible()).toEqual(['Happy Feet']);
  expect(await hidden()).toEqual([]);
  expect(downloads.detail(id)).toEqual({
    rate: 0,
    path: join(folder, 'Happy Feet'),
    sha256: await sha256Of(FILE),
  });
  expect(await sha256At(join(folder, 'Happy Feet'))).toBe(await sha256Of(FILE));
  expect(
    log
      .since(0)
      .events.map(({ type }) => type)
      .filter((type) => type === 'download:ended'),
  ).toHaveLength(1);
});

test('an empty file is a file', async () => {
  const { begin, outcome, visible } = await startDownloads();
  const id = begin({ name: 'empty', holders: [idOf(await startHolder([generatedFile('empty', 0)]))] });
  expect(await outcome(id)).toMatchObject({ phase: 'done', bytes: 0 });
  expect(await visible()).toEqual(['empty']);
});

test('two holders send parts of it, one is killed in the middle, and it ends with the right hash', async () => {
  const file = generatedFile('large', 60_000_000);
  const holders = [await startKillable(file), await startKillable(file)];
  const { begin, outcome, downloads, log } = await startDownloads();
  const id = begin({ name: 'large', holders: holders.map((holder) => holder.id) });
  await until(log, ({ transfers }) => (transfers.get(id)?.bytes ?? 0) > 0);
  await holders[0]?.line.close();
  expect(await outcome(id)).toMatchObject({ phase: 'done' });
  expect(await sha256At(downloads.detail(id).path ?? '')).toBe(await sha256Of(file));
});

test('the only holder crashes and comes back: the download goes on from where it was', async () => {
  const file = generatedFile('large', 60_000_000);
  const first = await startHolder([file]);
  const { begin, outcome, downloads, log, visible } = await startDownloads({ patience: 300 });
  const id = begin({ name: 'large', holders: [idOf(first)] });
  await until(log, ({ transfers }) => (transfers.get(id)?.bytes ?? 0) > 0);
  await first.close();
  const resting = await outcome(id);
  expect(resting).toMatchObject({ phase: 'paused', problem: { code: 'no-answer' } });
  expect(await visible()).toEqual([]);
  await startHolder([file], first.bound.port);
  expect(downloads.resume(id).ok).toBe(true);
  expect(await outcome(id)).toMatchObject({ phase: 'done' });
  expect(await sha256At(downloads.detail(id).path ?? '')).toBe(await sha256Of(file));
});

/** A download of a large file whose only holder has gone in the middle. */
async function startWaiting() {
  const file = generatedFile('large', 60_000_000);
  const first = await startHolder([file]);
  const lab = await startDownloads({ patience: 300 });
  const id = lab.begin({ name: 'large', holders: [idOf(first)] });
  await until(lab.log, ({ transfers }) => (transfers.get(id)?.bytes ?? 0) > 0);
  await first.close();
  expect(await lab.outcome(id)).toMatchObject({ phase: 'paused', waiting: true });
  const done = () => until(lab.log, ({ transfers }) => transfers.get(id)?.phase === 'done');
  return { ...lab, file, first, id, done };
}

test('a download that waits continues by itself when its holder is back', async () => {
  const { log, downloads, file, first, id, done } = await startWaiting();
  const came = log.state.transfers.get(id)?.bytes ?? 0;
  await startHolder([file], first.bound.port);
  log.emit({ type: 'peer:phase-changed', peer: idOf(first), phase: 'joined', registered: true });
  await done();
  expect(came).toBeGreaterThan(0);
  expect(log.state.transfers.get(id)).toMatchObject({ waiting: false, problem: null });
  expect(await sha256At(downloads.detail(id).path ?? '')).toBe(await sha256Of(file));
});

test('a download that waits continues by itself when another holder appears', async () => {
  const { log, downloads, file, first, id, done } = await startWaiting();
  const other = idOf(await startHolder([file]));
  log.emit({ type: 'files:changed', peer: other, added: [{ name: 'another', bytes: 1 }], removed: [] });
  expect(log.state.transfers.get(id)?.waiting).toBe(true);
  log.emit({
    type: 'files:changed',
    peer: other,
    added: [{ name: 'large', bytes: 60_000_000 }],
    removed: [],
  });
  await done();
  expect(log.state.transfers.get(id)?.holders).toEqual([other, idOf(first)]);
  expect(await sha256At(downloads.detail(id).path ?? '')).toBe(await sha256Of(file));
});

test('a download that waits and is paused by hand does not continue by itself', async () => {
  const { log, downloads, file, first, id, done } = await startWaiting();
  await downloads.pause(id);
  expect(log.state.transfers.get(id)).toMatchObject({ phase: 'paused', waiting: false });
  await startHolder([file], first.bound.port);
  log.emit({ type: 'peer:phase-changed', peer: idOf(first), phase: 'joined', registered: true });
  await downloads.settled(id);
  expect(log.state.transfers.get(id)).toMatchObject({ phase: 'paused', waiting: false });
  expect(downloads.resume(id).ok).toBe(true);
  await done();
});

test('the bytes of a file are counted for the peer that fetches it and for each that sends it', async () => {
  const file = generatedFile('large', 20_000_000);
  const holders = [idOf(await startHolder([file])), idOf(await startHolder([file]))];
  const { begin, outcome, log } = await startDownloads();
  const peer: PeerId = '127.0.0.1:9';
  for (const id of [peer, ...holders]) log.emit({ type: 'peer:added', peer: id, name: id, hosted: true });
  expect(await outcome(begin({ name: 'large', peer, holders }))).toMatchObject({ phase: 'done' });
  const sent = holders.map((id) => log.state.peers.get(id)?.traffic.fileBytesOut ?? 0);
  expect(log.state.peers.get(peer)?.traffic.fileBytesIn).toBe(20_000_000);
  expect(sent.reduce((sum, bytes) => sum + bytes, 0)).toBe(20_000_000);
  for (const bytes of sent) expect(bytes).toBeGreaterThan(0);
});

test('what one run of the program left unfinished, the next one finds and finishes', async () => {
  const file = generatedFile('large', 60_000_000);
  const holder = idOf(await startHolder([file]));
  const before = await startDownloads();
  const id = before.begin({ name: 'large', holders: [holder] });
  await until(before.log, ({ transfers }) => (transfers.get(id)?.bytes ?? 0) > 0);
  await before.downloads.stop();
  const came = before.log.state.transfers.get(id)?.bytes ?? 0;

  const after = await startDownloads({}, before.folder);
  await after.downloads.findUnfinished();
  expect(after.log.state.transfers.get('t1')).toMatchObject({ name: 'large', phase: 'paused', bytes: came });
  expect(after.downloads.resume('t1').ok).toBe(true);
  expect(await after.outcome('t1')).toMatchObject({ phase: 'done' });
  expect(await after.visible()).toEqual(['large']);
  expect(await after.hidden()).toEqual([]);
  expect(await sha256At(join(after.folder, 'large'))).toBe(await sha256Of(file));
});

/** @returns a download that rests in the middle, as another run of the program has it */
async function startResting() {
  const before = await startDownloads();
  const holder = idOf(await startHolder([generatedFile('large', 60_000_000)]));
  const id = before.begin({ name: 'large', holders: [holder] });
  await until(before.log, ({ transfers }) => (transfers.get(id)?.bytes ?? 0) > 0);
  await before.downloads.pause(id);
  const nameOf = async (ending: string) =>
    join(before.folder, (await before.hidden()).find((entry) => entry.endsWith(ending)) ?? '');
  return { before, nameOf };
}

test('an unfinished download is found, although another process has the number of the one that began it', async () => {
  const { before, nameOf } = await startResting();
  await before.downloads.stop();
  const file = await nameOf('.json');
  const state: unknown = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...Object(state), owner: process.ppid }));
  const after = await startDownloads({}, before.folder);
  await after.downloads.findUnfinished();
  expect([...after.log.state.transfers.values()]).toMatchObject([{ name: 'large', phase: 'paused' }]);
});

test('what another run of the program has in hand is left alone, and found once that run is gone', async () => {
  const { before, nameOf } = await startResting();
  const after = await startDownloads({ examineAgain: 20 }, before.folder);
  await after.downloads.findUnfinished();
  expect(after.log.state.transfers.size).toBe(0);
  // A run that was killed renews its claim no more.
  await utimes(await nameOf('.lock'), 1, 1);
  await until(after.log, ({ transfers }) => transfers.size === 1);
  expect(await after.outcome('t1')).toMatchObject({ name: 'large', phase: 'paused' });
});

test('what lay on the disk and was tampered with meanwhile is thrown away, and fetched anew', async () => {
  const file = generatedFile('large', 60_000_000);
  const holder = idOf(await startHolder([file]));
  const { begin, outcome, downloads, log, folder, hidden } = await startDownloads();
  const id = begin({ name: 'large', holders: [holder] });
  await until(log, ({ transfers }) => (transfers.get(id)?.bytes ?? 0) > 0);
  await downloads.pause(id);
  expect(log.state.transfers.get(id)?.phase).toBe('paused');
  const part = (await hidden()).find((entry) => entry.endsWith('.part')) ?? '';
  const bytes = await readFile(join(folder, part));
  bytes.fill(0, 0, 1_000);
  await writeFile(join(folder, part), bytes);
  expect(downloads.resume(id).ok).toBe(true);
  expect(await outcome(id)).toMatchObject({ phase: 'done' });
  const told = log
    .since(0)
    .events.some(
      (event) => 'transfer' in event && 'problem' in event && event.problem?.code === 'wrong-content',
    );
  // What came was hashed as it came; so either the tampering is found, or the whole was fetched in one go after all.
  expect(told || (await sha256At(downloads.detail(id).path ?? '')) === (await sha256Of(file))).toBe(true);
});

test('pause keeps what came, cancel leaves nothing, and neither can be done twice', async () => {
  const file = generatedFile('large', 60_000_000);
  const { begin, downloads, log, hidden, visible } = await startDownloads();
  const id = begin({ name: 'large', holders: [idOf(await startHolder([file]))] });
  await until(log, ({ transfers }) => (transfers.get(id)?.bytes ?? 0) > 0);
  await downloads.pause(id);
  expect(log.state.transfers.get(id)).toMatchObject({ phase: 'paused', problem: null });
  expect((await hidden()).some((entry) => entry.endsWith('.part'))).toBe(true);
  await downloads.cancel(id);
  expect(log.state.transfers.get(id)).toMatchObject({ phase: 'failed', problem: { code: 'cancelled' } });
  expect([...(await visible()), ...(await hidden())]).toEqual([]);
  expect((await downloads.cancel(id)).ok).toBe(false);
  expect(downloads.resume(id).ok).toBe(false);
});

test('one file is not downloaded twice at once, and a file that exists is not replaced', async () => {
  const holder = idOf(await startHolder([FILE]));
  const { begin, outcome, downloads, folder, visible } = await startDownloads();
  await writeFile(join(folder, 'HAPPY feet'), 'mine');
  const id = begin({ name: 'Happy Feet', holders: [holder] });
  const second = downloads.start({ name: 'Happy Feet', holders: [holder] });
  expect(!second.ok && second.error.code).toBe('not-possible-now');
  await outcome(id);
  expect((await visible()).sort()).toEqual(['HAPPY feet', 'Happy Feet (2)']);
  expect(await readFile(join(folder, 'HAPPY feet'), 'utf8')).toBe('mine');
});

test('a full disk is said before anything is fetched', async () => {
  const { begin, outcome, visible, hidden } = await startDownloads({ free: async () => 1_000 });
  const { phase, problem } = await outcome(
    begin({ name: 'Happy Feet', holders: [idOf(await startHolder([FILE]))] }),
  );
  expect({ phase, code: problem?.code }).toEqual({ phase: 'failed', code: 'disk-full' });
  expect(problem?.sentence).toContain('3 MB');
  expect([...(await visible()), ...(await hidden())]).toEqual([]);
});

test('a folder that cannot be written to is said in words', async () => {
  const { folder } = await startDownloads();
  await writeFile(join(folder, 'a file'), '');
  const { begin, outcome } = await startDownloads({}, join(folder, 'a file', 'folder'));
  const { phase, problem } = await outcome(
    begin({ name: 'Happy Feet', holders: [idOf(await startHolder([FILE]))] }),
  );
  expect(phase).toBe('failed');
  expect(problem?.sentence).toContain('Choose another folder');
});

test.each(['../../escaped', 'a/b', '..', 'CON', 'x\\y'])(
  'a file called %j stays in the folder',
  async (name) => {
    const { begin, outcome, folder, downloads, visible } = await startDownloads();
    await mkdir(join(folder, 'sub'));
    const id = begin({ name, holders: [idOf(await startHolder([generatedFile(name, 70_000)]))] });
    expect(await outcome(id)).toMatchObject({ phase: 'done', name });
    const entries = (await visible()).filter((entry) => entry !== 'sub');
    expect(entries).toHaveLength(1);
    expect(downloads.detail(id).path).toBe(join(folder, entries[0] ?? ''));
  },
);

test('what cannot be begun is refused in words', async () => {
  const { downloads } = await startDownloads();
  for (const request of [
    { name: '', holders: ['127.0.0.1:1'] },
    { name: 'x'.repeat(256), holders: ['127.0.0.1:1'] },
    { name: 'a\0b', holders: ['127.0.0.1:1'] },
    { name: 'x', holders: ['127.0.0.1:99999'] },
    { name: 'x' },
  ] as { name: string; holders?: PeerId[] }[]) {
    const begun = downloads.start(request);
    expect(!begun.ok && begun.error.sentence).toMatch(/\w/);
  }
  expect((await downloads.pause('t9')).ok).toBe(false);
});

test('nothing is left behind by a holder that never answers, and it can be resumed', async () => {
  const silent = await startLiar(() => undefined);
  const { begin, outcome, downloads, hidden, visible } = await startDownloads({ stall: 50, patience: 100 });
  const id = begin({ name: 'Happy Feet', holders: [silent] });
  expect(await outcome(id)).toMatchObject({ phase: 'paused', problem: { code: 'no-answer' } });
  expect(downloads.resume(id, [idOf(await startHolder([FILE]))]).ok).toBe(true);
  await vi.waitFor(async () => expect(await visible()).toEqual(['Happy Feet']));
  expect(await outcome(id)).toMatchObject({ phase: 'done' });
  expect(await hidden()).toEqual([]);
});
