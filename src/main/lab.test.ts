import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '../shared/settings/settings';
import { HOME_VARIABLE } from './folders';
import { openLab } from './lab';

/** @returns a lab whose settings file holds `stored`, and what reads its network as a program does */
async function labWith(stored: object, overrides = {}) {
  const home = await mkdtemp(join(tmpdir(), 'syncpulse-lab-'));
  onTestFinished(() => rm(home, { recursive: true }));
  vi.stubEnv(HOME_VARIABLE, home);
  onTestFinished(() => void vi.unstubAllEnvs());
  const file = join(home, 'settings.json');
  await writeFile(file, JSON.stringify(stored));
  const ports = { bootstrapPort: 0, firstPeerPort: 0 };
  const lab = await openLab({
    host: '127.0.0.1',
    apiPort: 0,
    overrides: { ...ports, ...overrides },
    report: () => undefined,
  });
  onTestFinished(() => lab.stop());
  await lab.start();
  const { api, token } = lab;
  if (!api.ok) throw new Error(api.error.sentence);
  const { port } = api.value;
  const headers = { authorization: `Bearer ${token.token}` };
  const readNetwork = async () =>
    (await fetch(`http://127.0.0.1:${port}/api/network`, { headers })).json() as Promise<unknown>;
  return { lab, readNetwork, readFile: async () => JSON.parse(await readFile(file, 'utf8')) as unknown };
}

const why = expect.any(String);

test('programs see which stored settings cannot be used, until they are saved', async () => {
  const { lab, readNetwork, readFile } = await labWith({
    sharedFolder: '/nowhere',
    walkers: -3,
    timeToLive: 4,
  });
  const bad = [
    { field: 'walkers', why },
    { field: 'sharedFolder', why },
  ];
  expect(await readNetwork()).toMatchObject({
    defaultedSettings: bad,
    settings: { walkers: DEFAULT_SETTINGS.walkers, sharedFolder: '', timeToLive: 4 },
  });
  const events = lab.overlay.log.since(0).events.filter(({ type }) => type === 'settings:defaulted');
  expect(events).toMatchObject(bad);

  await lab.overlay.updateSettings({ timeToLive: 5 });
  expect(await readNetwork()).toMatchObject({ defaultedSettings: bad });
  expect(await lab.overlay.updateSettings({ sharedFolder: '' })).toMatchObject({ ok: true });
  expect(await readNetwork()).toMatchObject({ defaultedSettings: [{ field: 'walkers', why }] });
  expect(await readFile()).toEqual({ sharedFolder: '', walkers: -3, timeToLive: 5 });
  await lab.overlay.updateSettings({ walkers: DEFAULT_SETTINGS.walkers });
  expect(await readNetwork()).toMatchObject({ defaultedSettings: [] });
  expect(await readFile()).toEqual({ sharedFolder: '', walkers: DEFAULT_SETTINGS.walkers, timeToLive: 5 });
});

test('a stored setting that the command line replaces is not reported', async () => {
  const { readNetwork } = await labWith({ walkers: -3 }, { walkers: 9 });
  expect(await readNetwork()).toMatchObject({ defaultedSettings: [], settings: { walkers: 9 } });
});
