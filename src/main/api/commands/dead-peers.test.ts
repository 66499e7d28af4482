import { expect, test } from 'vitest';
import { DIALECTS } from '../../../../test/families/dialects';
import { ForeignPeer } from '../../../../test/families/foreign-peer';
import { startTestLab } from '../../../../test/support/api-lab';
import { RawListener, RawTcp } from '../../../../test/support/raw-sockets';
import { until } from '../../../../test/support/until';
import { addressOf } from '../../../shared/protocol/address';

const at = (id: string) => encodeURIComponent(id);

test('an entry of the registry is removed, once', async () => {
  const { ask, overlay } = await startTestLab();
  const external = await ForeignPeer.open('dead', DIALECTS.B);
  const { address } = overlay.log.state.bootstrap;
  await external.register(addressOf(address ?? '127.0.0.1:1'));
  await external.stop();
  expect(overlay.log.state.bootstrap.registry.get(external.id)).toBe('dead');

  const removed = await ask('DELETE', `/api/bootstrap/registry/${at(external.id)}`);
  expect(removed.status).toBe(200);
  expect(removed.json).toEqual({ removed: external.id });
  expect(overlay.log.state.bootstrap.registry.size).toBe(0);
  // Nothing else keeps it in the picture.
  expect(overlay.log.state.peers.has(external.id)).toBe(false);

  const again = await ask('DELETE', `/api/bootstrap/registry/${at(external.id)}`);
  expect(again.status).toBe(404);
  expect((await ask('DELETE', `/api/bootstrap/registry/${at('nonsense')}`)).status).toBe(400);
});

test('an external peer is removed once it has crashed, and not before', async () => {
  const { ask, overlay } = await startTestLab();
  await overlay.updateSettings({ silenceBeforeProbeS: 1, requestRetries: 0 });
  const [hosted] = (await ask('POST', '/api/peers')).json.peers;
  const external = await RawListener.open();
  const id = `127.0.0.1:${external.port}` as const;
  for (const [port, request] of [
    [
      addressOf(overlay.log.state.bootstrap.address ?? '127.0.0.1:1').port,
      `REG 127.0.0.1 ${external.port} anna`,
    ],
    [addressOf(hosted.id).port, `JOIN 127.0.0.1 ${external.port}`],
  ] as const) {
    const client = await RawTcp.connect(port);
    await client
      .send(`${String(request.length + 5).padStart(4, '0')} ${request}`)
      .end()
      .readToEnd();
  }
  expect(overlay.tables().get(hosted.id)).toEqual([id]);
  expect((await ask('DELETE', `/api/peers/${at(id)}`)).status).toBe(409);
  expect(overlay.log.state.peers.has(id)).toBe(true);

  // It takes a connection first: that it takes none later proves that it has ended.
  await new Promise((resolve) => external.server.once('connection', resolve));
  external.server.close();
  await until(overlay.log, ({ peers }) => peers.get(id)?.phase === 'crashed');
  expect((await ask('DELETE', `/api/peers/${at(id)}`)).status).toBe(200);
  expect(overlay.log.state.peers.has(id)).toBe(false);
  expect(overlay.log.state.bootstrap.registry.has(id)).toBe(false);
  expect(overlay.tables().get(hosted.id)).toEqual([]);
});
