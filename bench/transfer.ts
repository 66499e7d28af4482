import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { generatedFile } from '../src/main/network/files/generated-content';
import { median, type Row } from './figures';
import { transferProbe } from './transfer-child';

const BYTES = 1_000_000_000;
const RUNS = 3;
const AIM = 0.6;
/** Bytes by which the memory of the fetching side may grow while 1 GB goes through it. */
const FLAT = 150_000_000;

/**
 * A file of 1 GB from one peer to another on loopback, verified and on the disk, beside a bare `node:http` stream of
 * that file which is hashed and thrown away. In each, sender and receiver are processes of their own.
 */
export async function benchTransfer(): Promise<Row[]> {
  const folder = await mkdtemp(join(await roomyFolder(), 'syncpulse-bench-'));
  try {
    const shared = join(folder, 'shared');
    await mkdir(shared);
    await writeFileOf(join(shared, 'one gigabyte.bin'));
    const measured: number[] = [];
    const baseline: number[] = [];
    const grown: number[] = [];
    for (let turn = 0; turn <= RUNS; turn += 1) {
      const bare = await transferProbe('bare', shared);
      const real = await transferProbe('peer', shared);
      // The first turn warms the disk's cache and is not counted.
      if (turn === 0) continue;
      baseline.push(BYTES / bare.milliseconds / 1_000);
      measured.push(BYTES / real.milliseconds / 1_000);
      grown.push(Math.max(real.grown, real.senderGrown));
    }
    const ratio = median(measured) / median(baseline);
    return [
      {
        what: '1 GB fetched peer to peer',
        measured: median(measured),
        baseline: median(baseline),
        unit: 'MB/s',
        aim: { words: `${AIM * 100} % of bare node:http with hashing`, reached: ratio >= AIM },
      },
      {
        what: 'memory that it takes, at most',
        measured: median(grown) / 1_000_000,
        unit: 'MB',
        aim: { words: `${FLAT / 1_000_000} MB`, reached: median(grown) <= FLAT },
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * In memory, where the system has room for two copies there: the baseline keeps nothing, and what is measured is the
 * program, not how fast the disk of this machine takes 1 GB with a flush.
 */
async function roomyFolder(): Promise<string> {
  const inMemory = '/dev/shm';
  const stats = await statfs(inMemory).catch(() => undefined);
  return stats && stats.bavail * stats.bsize > 3 * BYTES ? inMemory : tmpdir();
}

async function writeFileOf(path: string): Promise<void> {
  const file = await generatedFile('one gigabyte', BYTES).open();
  const to = createWriteStream(path);
  await pipeline(file.read({ start: 0, end: BYTES }), to);
  if (!to.closed) await once(to, 'close');
}
