import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { addPeers, bootstrapPort, startLab } from '../../../../test/support/lab';
import { until } from '../../../../test/support/until';
import { failed } from '../../../shared/problem';

/** @returns a port that another program listens on until the test ends */
async function takenPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

async function labWithPeers() {
  const overlay = await startLab();
  await addPeers(overlay, 3);
  await until(overlay.log, ({ bootstrap }) => bootstrap.registry.size === 3);
  const types: string[] = [];
  overlay.log.subscribe(({ type }) => types.push(type));
  return { overlay, types, before: { port: bootstrapPort(overlay), settings: overlay.settings } };
}

describe('a change of settings', { timeout: 30_000 }, () => {
  test.each([
    ['bindHost', '203.0.113.9'],
    ['bindHost', '127.0.0..1'],
    ['advertisedHost', '0.0.0.0'],
    ['bootstrapAt', '192.168.1.7:99999'],
    ['fileList', '/nowhere/names.txt'],
    ['sharedFolder', '/nowhere'],
    ['downloadFolder', '/dev/zero'],
  ] as const)('with a %s of %s is refused by field, and touches nothing', async (key, value) => {
    const { overlay, types, before } = await labWithPeers();
    const refused = await overlay.updateSettings({ walkers: 9, [key]: value });
    expect(refused).toMatchObject({ ok: false, error: { fields: { [key]: expect.any(String) } } });
    expect(overlay.settings).toEqual(before.settings);
    expect(overlay.log.state.bootstrap.registry.size).toBe(3);
    expect(types).not.toContain('settings:changed');
    expect(types).not.toContain('bootstrap:stopped');
    expect(bootstrapPort(overlay)).toBe(before.port);
  });

  test('to a port in use leaves server, registry and settings as they are', async () => {
    const { overlay, types, before } = await labWithPeers();
    const refused = await overlay.updateSettings({ bootstrapPort: await takenPort() });
    expect(refused).toMatchObject({ ok: false, error: { code: 'port-in-use' } });
    expect(overlay.settings).toEqual(before.settings);
    expect(overlay.log.state.bootstrap).toMatchObject({ phase: 'running', problem: null });
    expect(overlay.log.state.bootstrap.registry.size).toBe(3);
    expect(types).not.toContain('bootstrap:stopped');
  });

  test('that cannot be kept is undone, also where the server has moved already', async () => {
    const overlay = await startLab(
      {},
      { keepSettings: async () => failed('disk-full', 'The disk is full.') },
    );
    await addPeers(overlay, 2);
    const port = bootstrapPort(overlay);
    for (const change of [
      { walkers: 9 },
      { bindHost: '127.0.0.2' },
      { bindHost: '0.0.0.0', bootstrapPort: port },
    ]) {
      const before = overlay.settings;
      expect(await overlay.updateSettings(change)).toMatchObject({ ok: false, error: { code: 'disk-full' } });
      expect(overlay.settings).toEqual(before);
      expect(overlay.log.state.bootstrap.phase).toBe('running');
      expect(overlay.log.state.bootstrap.registry.size).toBe(2);
      expect(bootstrapPort(overlay)).toBe(port);
    }
  });

  test('that moves the server keeps its registry; one that concerns it not leaves it running', async () => {
    const { overlay, types, before } = await labWithPeers();
    expect((await overlay.updateSettings({ walkers: 9 })).ok).toBe(true);
    expect((await overlay.updateSettings({ bootstrapPort: before.port })).ok).toBe(true);
    expect(types).not.toContain('bootstrap:stopped');
    expect((await overlay.updateSettings({ advertisedHost: '127.0.0.1' })).ok).toBe(true);
    expect(types).toContain('bootstrap:started');
    expect(bootstrapPort(overlay)).toBe(before.port);
    expect(overlay.log.state.bootstrap.registry.size).toBe(3);
    expect((await overlay.updateSettings({ bootstrapPort: 0 })).ok).toBe(true);
    expect(bootstrapPort(overlay)).not.toBe(before.port);
    expect(overlay.log.state.bootstrap.registry.size).toBe(3);
  });

  test('away from a port in use takes its problem from the screen', async () => {
    const overlay = await startLab({ bootstrapPort: await takenPort() });
    expect(overlay.log.state.bootstrap.phase).toBe('failed');
    expect((await overlay.updateSettings({ bootstrapPort: 0 })).ok).toBe(true);
    expect(overlay.log.state.bootstrap).toMatchObject({ phase: 'stopped', problem: null });
    expect((await overlay.startBootstrap()).ok).toBe(true);
  });
});
