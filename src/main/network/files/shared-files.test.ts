import { link, mkdir, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { newFolder } from '../../../../test/support/downloads/holders';
import { addPeer, portOf, startLab, stateOfPeer } from '../../../../test/support/lab';
import { RawTcp } from '../../../../test/support/raw-sockets';
import { until } from '../../../../test/support/until';
import { checkFileName } from '../../../shared/protocol/names';

async function startPeer(names: readonly string[]) {
  const overlay = await startLab();
  const id = await addPeer(overlay);
  const shared = await overlay.share(id, { names });
  if (!shared.ok) throw new Error(shared.error.sentence);
  return { overlay, id, get: (path: string) => fetch(`http://${id}${path}`) };
}

const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());

async function shareFolder() {
  const { overlay, id, get } = await startPeer([]);
  const folder = await newFolder();
  const share = async () => {
    const shared = await overlay.share(id, { folder });
    if (!shared.ok) throw new Error(shared.error.sentence);
  };
  const files = () => stateOfPeer(overlay, id).files;
  return { overlay, id, get, folder, share, files };
}

test('a real folder is shared with its real bytes, and watched', async () => {
  const { overlay, get, folder, share, files } = await shareFolder();
  await writeFile(join(folder, 'first.txt'), 'one');
  await share();
  expect(files()).toEqual(new Map([['first.txt', 3]]));
  await writeFile(join(folder, 'second.txt'), 'two and more');
  await until(overlay.log, () => files().get('second.txt') === 12);
  expect((await bytesOf(await get('/files/second.txt'))).toString()).toBe('two and more');
  await writeFile(join(folder, 'first.txt'), 'longer than before');
  await until(overlay.log, () => files().get('first.txt') === 18);
  expect((await bytesOf(await get('/files/first.txt'))).toString()).toBe('longer than before');
  await rename(join(folder, 'second.txt'), join(folder, 'third.txt'));
  await until(overlay.log, () => files().has('third.txt') && !files().has('second.txt'));
  await rm(join(folder, 'first.txt'));
  await until(overlay.log, () => !files().has('first.txt'));
  expect((await get('/files/first.txt')).status).toBe(404);
});

test('sub-folders, hidden files, and links that lead out are not shared; links inside are', async () => {
  const { get, folder, share, files } = await shareFolder();
  const outside = await newFolder();
  await writeFile(join(outside, 'secret'), 'secret');
  await mkdir(join(folder, 'sub'));
  await writeFile(join(folder, 'sub', 'inner.txt'), 'x');
  await writeFile(join(folder, '.hidden'), 'x');
  await writeFile(join(folder, 'real.txt'), 'real');
  await writeFile(join(folder, 'with "quote".txt'), 'x');
  await symlink(join(outside, 'secret'), join(folder, 'out.txt'));
  await symlink(outside, join(folder, 'folder-out'));
  await symlink('real.txt', join(folder, 'inside.txt'));
  await symlink('nowhere', join(folder, 'broken.txt'));
  await share();
  expect([...files().keys()].sort()).toEqual(['inside.txt', 'real.txt']);
  for (const name of ['out.txt', 'sub', 'sub%2finner.txt', '.hidden', 'folder-out%2fsecret']) {
    expect((await get(`/files/${name}`)).status).toBe(404);
  }
  // A link put in the place of a file that is shared is found out when the file is opened, not when it is listed.
  await rm(join(folder, 'real.txt'));
  await symlink(join(outside, 'secret'), join(folder, 'real.txt'));
  expect((await get('/files/real.txt')).status).toBe(404);
});

test('a file that becomes shorter while it is sent ends the connection, and passes for nothing', async () => {
  const { id, folder, share } = await shareFolder();
  await writeFile(join(folder, 'large.bin'), Buffer.alloc(60_000_000, 1));
  await share();
  const client = await RawTcp.connect(portOf(id));
  client.socket.pause();
  client.send('GET /files/large.bin HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  await vi.waitFor(() => expect(client.socket.readableLength).toBeGreaterThan(0));
  await truncate(join(folder, 'large.bin'), 0);
  client.socket.resume();
  const answer = await client.readToEnd();
  expect(answer).toContain('Content-Length: 60000000');
  expect(answer.length).toBeLessThan(60_000_000);
});

test('a folder that cannot be read, and names that the protocol cannot say, are refused in words', async () => {
  const { overlay, id } = await startPeer(['Happy Feet']);
  for (const what of [
    { folder: '/no/such/folder' },
    { names: ['a "b"'] },
    { names: ['a\u202Eb'] },
    { names: [''] },
  ]) {
    const shared = await overlay.share(id, what);
    expect(!shared.ok && shared.error.code).toBe('bad-input');
  }
  expect([...stateOfPeer(overlay, id).files.keys()]).toEqual(['Happy Feet']);
});

test('new peers share 3 to 5 names of the list, the same for the same seed', async () => {
  const drawn = async (seed: number) => {
    const overlay = await startLab();
    await overlay.addPeers({ count: 6, wiring: 'ring', seed });
    return [...overlay.log.state.peers.values()].map(({ files }) => [...files.keys()]);
  };
  const first = await drawn(1);
  for (const names of first) {
    expect(names.length).toBeGreaterThanOrEqual(3);
    expect(names.length).toBeLessThanOrEqual(5);
    for (const name of names) expect(checkFileName(name).ok).toBe(true);
  }
  const inOrder = (all: string[][]) => all.map((names) => names.join('|')).sort();
  expect(inOrder(await drawn(1))).toEqual(inOrder(first));
  expect(inOrder(await drawn(2))).not.toEqual(inOrder(first));
});

test('a list of the user takes the place of ours; one that cannot be read is named', async () => {
  const folder = await newFolder();
  const fileList = join(folder, 'names.txt');
  await writeFile(fileList, '\uFEFFOne\r\n\r\n  Two  \r\nThree\r\n');
  const overlay = await startLab({ fileList });
  const id = await addPeer(overlay);
  expect([...stateOfPeer(overlay, id).files.keys()].sort()).toEqual(['One', 'Three', 'Two']);
  const changed = await overlay.updateSettings({ fileList: join(folder, 'missing.txt') });
  expect(!changed.ok && changed.error.sentence).toContain('missing.txt');
  // The list in force is still the one before.
  const next = await addPeer(overlay);
  expect([...stateOfPeer(overlay, next).files.keys()].sort()).toEqual(['One', 'Three', 'Two']);
});

test('peers share the folder of the settings, where one is named', async () => {
  const folder = await newFolder();
  await writeFile(join(folder, 'shared.txt'), 'x');
  await link(join(folder, 'shared.txt'), join(folder, 'again.txt'));
  const overlay = await startLab({ sharedFolder: folder });
  const id = await addPeer(overlay);
  expect([...stateOfPeer(overlay, id).files.keys()].sort()).toEqual(['again.txt', 'shared.txt']);
});

test('two edits of the names at the same time lose neither', async () => {
  const overlay = await startLab();
  const id = await addPeer(overlay);
  await overlay.share(id, { names: ['Glee', 'Twilight'] });
  const edits = [{ addNames: ['Happy Feet'] }, { addNames: ['King Arthur'] }, { removeNames: ['Glee'] }];
  for (const edited of await Promise.all(edits.map((edit) => overlay.share(id, edit))))
    expect(edited.ok).toBe(true);
  const names = [...stateOfPeer(overlay, id).files.keys()].sort();
  expect(names).toEqual(['Happy Feet', 'King Arthur', 'Twilight']);
});
