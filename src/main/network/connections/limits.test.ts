import { expect, it } from 'vitest';
import { bootstrapPort, startLab } from '../../../../test/support/lab';
import { RawTcp } from '../../../../test/support/raw-sockets';
import { until } from '../../../../test/support/until';
import type { Settings } from '../../../shared/settings/settings';
import { systemRuntime } from '../../runtime/system';
import { DEFAULT_BOUNDS } from './limits';
import { SocketBudget } from './socket-budget';

const PING = '0009 PING';

/** Changes settings of a lab that runs, then opens a connection. */
async function connectUnder(change: Partial<Settings>) {
  const lab = await startLab();
  expect(await lab.updateSettings(change)).toMatchObject({ ok: true });
  const client = await RawTcp.connect(bootstrapPort(lab));
  const isCutFor = async (reason: string) => {
    await until(lab.log, ({ totals }) => totals.cut === 1);
    expect(lab.log.since(0).events.filter(({ type }) => type === 'connection:dropped')).toMatchObject([
      { reason },
    ]);
  };
  return { client, isCutFor };
}

it('a message may take as long as the settings say', async () => {
  const { client, isCutFor } = await connectUnder({ messageTimeS: 1 });
  client.send('0099 REG 127.0.0.1');
  const drip = setInterval(() => client.send('1'), 50);
  await isCutFor('frame-too-slow').finally(() => clearInterval(drip));
});

it('a connection may be quiet for as long as the settings say', async () => {
  const { client, isCutFor } = await connectUnder({ connectionQuietS: 1 });
  expect(await client.send(PING).read(9)).toBe('0009 PONG');
  await isCutFor('idle');
});

it('a connection may send as many messages in one piece as the settings say', async () => {
  const { client, isCutFor } = await connectUnder({ messagesAtOnce: 3 });
  expect(await client.send(PING.repeat(3)).read(27)).toBe('0009 PONG'.repeat(3));
  client.send(PING.repeat(4));
  await isCutFor('too-many-frames');
});

it('connections leave as many descriptors free as the settings say', () => {
  let spareDescriptors = 40;
  const budget = new SocketBudget(
    systemRuntime,
    () => ({ ...DEFAULT_BOUNDS, spareDescriptors }),
    undefined,
    100,
  );
  const admit = () =>
    budget.admit({
      ...{ ip: '10.0.0.1', isOwn: () => false, mayBeOwn: () => false },
      ...{ progress: () => 0, evict: () => undefined },
    });
  budget.hold(60);
  expect(admit()).toBeNull();
  spareDescriptors = 39;
  expect(admit()).not.toBeNull();
  expect(admit()?.release).toBeDefined();
});
