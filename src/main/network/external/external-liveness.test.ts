import { expect, it } from 'vitest';
import { addPeer, portOf, startLab } from '../../../../test/support/lab';
import { RawListener, RawTcp, RawUdp } from '../../../../test/support/raw-sockets';
import { until } from '../../../../test/support/until';

const frame = (body: string) => `${String(body.length + 5).padStart(4, '0')} ${body}`;

it('a peer that speaks UDP and does not know PING is sent none, and shown as silent', async () => {
  const overlay = await startLab({ silenceBeforeProbeS: 1 });
  const peer = await addPeer(overlay);
  const external = await RawUdp.open();
  const id = `127.0.0.1:${external.port}` as const;
  expect(await external.ask(portOf(peer), frame(`JOIN 127.0.0.1 ${external.port}`))).toBe('0013 JOINOK 0');
  await until(overlay.log, ({ peers }) => peers.get(id)?.silentSince !== undefined);
  expect(overlay.log.state.peers.get(id)).toMatchObject({ phase: 'joined' });
  expect(external.received).toEqual([]);
  external.send(portOf(peer), 'neither a verb nor a frame');
  await until(overlay.log, ({ peers }) => peers.get(id)?.silentSince === undefined);
});

it('a peer that uses TCP and does not know PING is probed by connections without a byte', async () => {
  const overlay = await startLab({ silenceBeforeProbeS: 1, requestRetries: 0 });
  const peer = await addPeer(overlay);
  const external = await RawListener.open();
  const id = `127.0.0.1:${external.port}` as const;
  let connections = 0;
  external.server.on('connection', () => {
    connections += 1;
  });
  const client = await RawTcp.connect(portOf(peer));
  client.send(frame(`JOIN 127.0.0.1 ${external.port}`));
  expect(await client.read(13)).toBe('0013 JOINOK 0');
  await until(overlay.log, () => connections >= 2);
  expect(overlay.log.state.peers.get(id)).toMatchObject({ phase: 'joined' });
  expect(external.heard).toEqual([]);
  external.server.close();
  await until(overlay.log, ({ peers }) => peers.get(id)?.phase === 'crashed');
});
