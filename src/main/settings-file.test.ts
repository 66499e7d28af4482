import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS, type Settings } from '../shared/settings';
import { EventLog } from './network/event-log';
import { keepSettings, readSettings } from './settings-file';

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

  test.each([
    '',
    '{',
    '[]',
    'null',
    '"text"',
    '{"bootstrapPort":70000}',
    '{"transport":"carrier pigeon","bindHost":""}',
  ])('a broken file is kept aside, the defaults hold, and one line says so: %s', async (text) => {
    await writeFile(file, text);
    expect(await readSettings(file, say)).toEqual(DEFAULT_SETTINGS);
    expect(await readFile(`${file}.broken`, 'utf8')).toBe(text);
    expect(await readdir(folder)).toEqual(['settings.json.broken']);
    expect(said).toHaveLength(1);
    expect(said[0]).not.toContain('\n');
    expect(said[0]).toContain('default settings');
    expect(await readSettings(file, say)).toEqual(DEFAULT_SETTINGS);
    expect(said).toHaveLength(1);
  });

  test('a file that cannot be read is left alone', async () => {
    expect(await readSettings(folder, say)).toEqual(DEFAULT_SETTINGS);
    expect(said).toHaveLength(1);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('keeping', () => {
  const change = (log: EventLog, settings: Partial<Settings>) =>
    log.emit({ type: 'settings:changed', settings: { ...DEFAULT_SETTINGS, ...settings } });

  test('a change is on the disk when it ends, in a folder made for it', async () => {
    const log = new EventLog();
    const deep = join(folder, 'a', 'b', 'settings.json');
    const end = keepSettings(log, deep, { saved: DEFAULT_SETTINGS, say });
    change(log, {});
    change(log, { neighboursOffered: 3 });
    await expect.poll(() => readSettings(deep, say)).toMatchObject({ neighboursOffered: 3 });
    change(log, { neighboursOffered: 4 });
    await end();
    expect(await readSettings(deep, say)).toEqual({ ...DEFAULT_SETTINGS, neighboursOffered: 4 });
    change(log, { neighboursOffered: 5 });
    expect((await readSettings(deep, say)).neighboursOffered).toBe(4);
    expect(said).toEqual([]);
  });

  test('nothing changed, nothing written', async () => {
    const log = new EventLog();
    const end = keepSettings(log, file, { saved: DEFAULT_SETTINGS, say });
    change(log, {});
    await end();
    expect(await readdir(folder)).toEqual([]);
  });

  test('a port of the command line is not written, until the user sets another', async () => {
    const log = new EventLog();
    const saved = { ...DEFAULT_SETTINGS, bootstrapPort: 6000 };
    const end = keepSettings(log, file, { saved, overrides: { bootstrapPort: 0 }, say });
    change(log, { bootstrapPort: 0 });
    await end();
    expect(await readdir(folder)).toEqual([]);

    const endAgain = keepSettings(log, file, { saved, overrides: { bootstrapPort: 0 }, say });
    change(log, { bootstrapPort: 0, neighboursOffered: 3 });
    await endAgain();
    expect(await readSettings(file, say)).toEqual({ ...saved, neighboursOffered: 3 });

    const endLast = keepSettings(log, file, { saved, overrides: { bootstrapPort: 0 }, say });
    change(log, { bootstrapPort: 7000 });
    await endLast();
    expect((await readSettings(file, say)).bootstrapPort).toBe(7000);
  });

  test('a disk that refuses is said once for each change, and nothing breaks', async () => {
    await writeFile(join(folder, 'blocked'), '');
    const log = new EventLog();
    const end = keepSettings(log, join(folder, 'blocked', 'settings.json'), { saved: DEFAULT_SETTINGS, say });
    change(log, { neighboursOffered: 3 });
    await end();
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('could not be written');
  });
});
