import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { BadLine } from '../../../../test/support/downloads/bad-line';
import { startDownloads, startHolder } from '../../../../test/support/downloads/holders';
import { keyOf } from '../../../shared/protocol/address';
import { randomInt, seeded } from '../../runtime/random';
import { generatedFile } from '../files/generated-content';

const TRANSFERS = 1_000;
const AT_ONCE = 32;
const LINES = 4;

test('a thousand transfers over lines that slice, stall, corrupt, reset and end: no wrong byte is accepted, nothing is left over', {
  timeout: 120_000,
}, async () => {
  const random = seeded(4);
  const files = Array.from({ length: TRANSFERS }, (_, index) =>
    generatedFile(`file ${index}`, 65_536 + randomInt(196_608, random)),
  );
  const holders = await Promise.all([startHolder(files), startHolder(files)]);
  const lines = await Promise.all(
    Array.from({ length: LINES }, async (_, index) => {
      const fates = { stalls: 0.05, corrupts: 0.15, resets: 0.15, cuts: 0.1 };
      const line = await BadLine.open(seeded(100 + index), fates);
      onTestFinished(() => line.close());
      line.leadTo(holders[index % 2]?.bound.port ?? 0);
      return line;
    }),
  );
  const ids = lines.map(({ port }) => keyOf({ ip: '127.0.0.1', port }));
  const { downloads, begin, outcome, folder, visible, hidden } = await startDownloads({
    stall: 150,
    patience: 4_000,
  });

  const counted = { done: 0, failed: 0, paused: 0 };
  const queue = [...files];
  const work = async () => {
    for (let file = queue.pop(); file; file = queue.pop()) {
      const some = ids.filter(() => random() < 0.5);
      const id = begin({ name: file.name, holders: some.length > 0 ? some : ids });
      // Now and then the holders go in the middle: every connection through a line is killed.
      if (random() < 0.1) lines[randomInt(LINES, random)]?.kill();
      const { phase, problem } = await outcome(id);
      const opened = await file.open();
      if (phase === 'done') {
        const path = downloads.detail(id).path ?? '';
        expect(path).toBe(join(folder, file.name));
        const bytes = await readFile(path);
        expect(createHash('sha256').update(bytes).digest('hex')).toBe(await opened.digest());
        await rm(path);
      } else {
        expect(problem?.sentence).toMatch(/\S/);
        if (phase === 'paused') await downloads.cancel(id);
      }
      if (phase !== 'running') counted[phase] += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));

  const sum = (fate: 'stalls' | 'corrupts' | 'resets' | 'cuts') =>
    lines.reduce((total, { suffered }) => total + suffered[fate], 0);
  // The lines were as bad as they should be, or this would prove nothing.
  for (const fate of ['stalls', 'corrupts', 'resets', 'cuts'] as const) expect(sum(fate)).toBeGreaterThan(20);
  expect(counted.done + counted.failed + counted.paused).toBe(TRANSFERS);
  expect(counted.done).toBeGreaterThan(TRANSFERS * 0.9);
  expect(await visible()).toEqual([]);
  expect(await hidden()).toEqual([]);
});
