import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { BusyLab } from '../support/busy-lab';

const LIMIT = 600;
/** Descriptors that are never taken by messages: for the window, the API and files. */
const LEFT = 24;

// Windows has no such limit.
test.skipIf(process.platform === 'win32')(
  'a full lab under many searches leaves descriptors for the rest, loses nothing, and names what it could not deliver',
  { timeout: 120_000 },
  async () => {
    const script = fileURLToPath(new URL('../support/busy-lab.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(
      'sh',
      ['-c', `ulimit -n ${LIMIT} && exec "$0" --import tsx "$1"`, process.execPath, script],
      { timeout: 110_000, maxBuffer: 64 * 1024 * 1024 },
    );
    const lab = JSON.parse(stdout) as BusyLab;
    expect(lab.added).toBe(172);
    expect(lab.whyNoMore).toContain('ulimit -n');
    expect(lab.joined).toBe(lab.added - 4);
    expect(lab.ended).toBe(80);
    expect(lab.peak).toBeGreaterThan(2 * lab.added);
    expect(lab.peak).toBeLessThan(LIMIT - LEFT);
    expect(lab.cuts).toEqual([]);
    expect(lab.undelivered.length).toBeGreaterThan(0);
    for (const each of lab.undelivered) {
      expect(each).toMatchObject({ toCrashed: true, code: 'no-answer' });
      expect(each.sentence).toMatch(/^Nobody listens at 127\.0\.0\.1:\d+\.$/);
    }
    expect(lab.registered).toContain('REGOK');
  },
);
