import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startTestLab } from '../../../../test/support/api-lab';
import { newFolder } from '../../../../test/support/downloads/holders';
import { claim } from '../../network/downloads/storage/claim';
import { clearAbandonedUploads } from './upload';

async function folderWithPart() {
  const folder = await newFolder();
  const hidden = join(folder, '.syncpulse');
  await mkdir(hidden);
  const part = join(hidden, '0a1b.part');
  await writeFile(part, 'half of a file');
  return { folder, part, left: () => readdir(hidden) };
}

test('what a program that was killed had received of an upload is removed at the next start', async () => {
  const { folder, left } = await folderWithPart();
  await startTestLab({ uploadFolder: folder });
  await vi.waitFor(async () => expect(await left()).toEqual([]));
});

test('an upload that another run of the program receives stays until that run is gone', async () => {
  const { folder, part, left } = await folderWithPart();
  await claim(part);
  await writeFile(join(folder, '.syncpulse', 'nobody.part'), '');
  onTestFinished(clearAbandonedUploads(folder, 20));
  await vi.waitFor(async () => expect(await left()).toEqual(['0a1b.part', '0a1b.part.lock']));
  // A run that was killed renews its claim no more.
  await utimes(`${part}.lock`, 1, 1);
  await vi.waitFor(async () => expect(await left()).toEqual([]));
});
