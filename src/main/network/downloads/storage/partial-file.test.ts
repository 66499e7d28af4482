import { existsSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { newFolder } from '../../../../../test/support/downloads/holders';
import { diskProblem } from './disk';
import { PartialFile } from './partial-file';

test.skipIf(process.platform !== 'linux')(
  'a disk that fills up in the middle is told as such, to whoever writes',
  async () => {
    // Linux keeps a device that is always full.
    const file = await PartialFile.open('/dev/full');
    const writer = file.writer(0);
    const write = async () => {
      for (let count = 0; count < 40; count += 1) await writer.take(Buffer.alloc(100_000));
      await writer.flush();
    };
    const error = await write().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(diskProblem(error, '/downloads').code).toBe('disk-full');
    expect(diskProblem(error, '/downloads').sentence).toContain('Make room');
    await file.close();
  },
);

test('parts may come in any order; the digest is that of the whole', async () => {
  const folder = await newFolder();
  const bytes = Buffer.from(Array.from({ length: 3_000 }, (_, index) => index % 251));
  const inOrder = await PartialFile.open(join(folder, 'one.part'));
  const mixed = await PartialFile.open(join(folder, 'two.part'));
  for (const [start, end] of [
    [0, 1_000],
    [1_000, 3_000],
  ] as const) {
    const writer = inOrder.writer(start);
    await writer.take(bytes.subarray(start, end));
    await writer.flush();
  }
  for (const [start, end] of [
    [2_000, 3_000],
    [0, 500],
    [500, 2_000],
  ] as const) {
    const writer = mixed.writer(start);
    await writer.take(bytes.subarray(start, end));
    await writer.flush();
    expect(writer.written).toBe(end);
  }
  expect(await mixed.digest(3_000)).toBe(await inOrder.digest(3_000));
  await inOrder.close();
  await mixed.close();
});

test('of two that appear under one name at once, each gets its own', async () => {
  const folder = await newFolder();
  const hidden = await newFolder();
  const names = ['a.txt', 'a (2).txt', 'a (3).txt'];
  const publish = async (key: string) => {
    const file = await PartialFile.open(join(hidden, key));
    const path = await file.publish(folder, names);
    await file.close();
    return path;
  };
  const paths = await Promise.all(['1', '2', '3'].map(publish));
  expect(new Set(paths).size).toBe(3);
  expect((await readdir(folder)).sort()).toEqual([...names].sort());
  expect(await publish('4')).toBeUndefined();
});

test.each([
  ['appears', (file: PartialFile, folder: string) => file.publish(folder, ['whole.bin'])],
  ['replaces another', (file: PartialFile, folder: string) => file.replace(folder, 'whole.bin')],
])('what is written is on the disk before the file %s, and the name after it', async (_, finish) => {
  const folder = await newFolder();
  const path = join(folder, 'whole.bin');
  const file = await PartialFile.open(join(folder, 'one.part'));
  await file.writer(0).take(Buffer.from('the whole content'));
  const handle = await open(folder);
  const prototype = Object.getPrototypeOf(handle);
  await handle.close();
  const { sync } = prototype;
  /** Whether the name was there, at each sync. */
  const named: boolean[] = [];
  const spy = vi.spyOn(prototype, 'sync').mockImplementation(function (this: unknown) {
    named.push(existsSync(path));
    return sync.call(this);
  });
  onTestFinished(() => spy.mockRestore());
  await finish(file, folder);
  expect(named).toEqual([false, true]);
  await file.close();
});
