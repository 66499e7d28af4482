import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS, type Settings } from '../shared/settings/settings';
import { clearTemporaryFiles, keepSettingsIn, readSettings } from './settings-file';

let folder: string;
let file: string;
let said: string[];
const say = (line: string) => void said.push(line);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'syncpulse-settings-'));
  file = join(folder, 'settings.json');
  said = [];
  return () => rm(folder, { recursive: true });
});

describe('reading', () => {
  test('no file means the defaults, and nothing is said', async () => {
    expect(await readSettings(file, say)).toEqual(DEFAULT_SETTINGS);
    expect(said).toEqual([]);
  });

  test('what the file leaves out has its default, what it adds is passed over', async () => {
    await writeFile(file, JSON.stringify({ bootstrapPort: 6000, fromTheFuture: true }));
    expect(await readSettings(file, say)).toEqual({ ...DEFAULT_SETTINGS, bootstrapPort: 6000 });
    expect(said).toEqual([]);
  });

  test.each(['', '{', '[]', 'null', '"text"'])(
    'a broken file is kept aside, the defaults hold, and one line says so: %s',
    async (text) => {
      await writeFile(file, text);
      expect(await readSettings(file, say)).toEqual(DEFAULT_SETTINGS);
      expect(await readFile(`${file}.broken`, 'utf8')).toBe(text);
      expect(await readdir(folder)).toEqual(['settings.json.broken']);
      expect(said).toHaveLength(1);
      expect(said[0]).not.toContain('\n');
      expect(said[0]).toContain('default settings');
      expect(await readSettings(file, say)).toEqual(DEFAULT_SETTINGS);
      expect(said).toHaveLength(1);
    },
  );

  test.each([
    ['bootstrapPort', 70_000],
    ['transport', 'carrier pigeon'],
    ['bindHost', '203.0.113.9'],
    ['advertisedHost', '0.0.0.0'],
    ['fileList', '/nowhere/names.txt'],
    ['sharedFolder', '/nowhere/shared'],
    ['downloadFolder', '/nowhere/at/all'],
  ] as const)(
    '%s that cannot work is reported by name, has its default, and the others hold',
    async (key, value) => {
      await writeFile(file, JSON.stringify({ walkers: 7, [key]: value }));
      expect(await readSettings(file, say)).toEqual({ ...DEFAULT_SETTINGS, walkers: 7 });
      expect(said).toHaveLength(1);
      expect(said[0]).toContain(`“${key}”`);
      expect(await readdir(folder)).toEqual(['settings.json']);
    },
  );

  test('a device and a pipe are refused, and end nothing', async () => {
    const pipe = join(folder, 'pipe');
    const windows = process.platform === 'win32';
    if (!windows) execFileSync('mkfifo', [pipe]);
    for (const special of windows ? ['\\\\.\\NUL'] : ['/dev/zero', pipe]) {
      expect(await readSettings(special, say)).toEqual(DEFAULT_SETTINGS);
      expect(said.pop()).toContain('not a regular file');
      await writeFile(file, JSON.stringify({ fileList: special }));
      expect(await readSettings(file, say)).toEqual(DEFAULT_SETTINGS);
      expect(said.pop()).toContain('not a regular file');
    }
  });

  test('a file that cannot be read is left alone', async () => {
    expect(await readSettings(folder, say)).toEqual(DEFAULT_SETTINGS);
    expect(said).toHaveLength(1);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('keeping', () => {
  const settings = (change: Partial<Settings>): Settings => ({ ...DEFAULT_SETTINGS, ...change });

  test('an answered change is in the file, in a folder made for it, and no lock or temporary file is left', async () => {
    const deep = join(folder, 'a', 'b', 'settings.json');
    expect(await keepSettingsIn(deep)(settings({ neighboursOffered: 3 }), ['neighboursOffered'])).toEqual({
      ok: true,
    });
    expect(JSON.parse(await readFile(deep, 'utf8'))).toEqual({ neighboursOffered: 3 });
    expect(await readdir(join(folder, 'a', 'b'))).toEqual(['settings.json']);
  });

  test('only what changed is written: not what holds for one run alone', async () => {
    await writeFile(file, JSON.stringify({ bootstrapPort: 6000, fromTheFuture: true }));
    await keepSettingsIn(file)(settings({ bootstrapPort: 0, neighboursOffered: 3 }), ['neighboursOffered']);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
      bootstrapPort: 6000,
      fromTheFuture: true,
      neighboursOffered: 3,
    });
  });

  test('programs that share a file do not overwrite what another wrote at the same time', async () => {
    const changes: readonly Partial<Settings>[] = [
      { neighboursOffered: 3 },
      { timeToLive: 5 },
      { walkers: 7 },
      { requestRetries: 9 },
    ];
    const kept = await Promise.all(
      changes.map((change) =>
        keepSettingsIn(file)(settings(change), Object.keys(change) as (keyof Settings)[]),
      ),
    );
    expect(kept.every(({ ok }) => ok)).toBe(true);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(Object.assign({}, ...changes));
  });

  test('what cannot be written is a problem, and not silence', async () => {
    await writeFile(join(folder, 'blocked'), '');
    const kept = await keepSettingsIn(join(folder, 'blocked', 'settings.json'))(DEFAULT_SETTINGS, [
      'walkers',
    ]);
    expect(kept).toMatchObject({ ok: false, error: { code: 'disk-full' } });
  });

  test('temporary files of a program that was killed are cleared, those in use and other files are not', async () => {
    const old = new Date(Date.now() - 3_600_000);
    for (const name of ['settings.json.123', 'settings.json.broken', 'other.123']) {
      await writeFile(join(folder, name), '');
      await utimes(join(folder, name), old, old);
    }
    await writeFile(join(folder, 'settings.json.456'), '');
    await clearTemporaryFiles([file]);
    expect((await readdir(folder)).sort()).toEqual([
      'other.123',
      'settings.json.456',
      'settings.json.broken',
    ]);
  });
});
