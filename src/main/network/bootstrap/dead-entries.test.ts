import { expect, it, onTestFinished, vi } from 'vitest';
import {
  addPeer,
  addPeers,
  bootstrapPort,
  portOf,
  startLab,
  stateOfPeer,
} from '../../../../test/support/lab';
import { RawListener, RawTcp, RawUdp } from '../../../../test/support/raw-sockets';
import { until } from '../../../../test/support/until';

const frame = (body: string) => `${String(body.length + 5).padStart(4, '0')} ${body}`;

const soon = { silenceBeforeProbeS: 1, requestRetries: 0 };

/** Moves the clock so far that entries made before are no longer taken to live without a probe. */
function silence(): void {
  const now = performance.now.bind(performance);
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + 1_100);
  onTestFinished(() => clock.mockRestore());
}

async function register(port: number, ...ports: readonly number[]): Promise<void> {
  for (const one of ports) {
    const client = await RawTcp.connect(port);
    await client
      .send(frame(`REG 127.0.0.1 ${one} dead${one}`))
      .end()
      .readToEnd();
  }
}

it('entries of peers that have ended are probed before they are offered, and go', async () => {
  const overlay = await startLab(soon);
  const living = await addPeer(overlay);
  await register(bootstrapPort(overlay), 24_301, 24_302, 24_303, 24_304, 24_305);
  expect(overlay.log.state.bootstrap.registry.size).toBe(6);
  silence();
  const peer = await addPeer(overlay);
  expect([...stateOfPeer(overlay, peer).neighbours.keys()]).toEqual([living]);
  // Another draw meets those that the first left out.
  await addPeers(overlay, 3);
  await until(overlay.log, ({ bootstrap }) => bootstrap.registry.size <= 6);
});

it('an entry that takes a connection stays, and is sent nothing on it', async () => {
  const overlay = await startLab(soon);
  const external = await RawListener.open();
  await register(bootstrapPort(overlay), external.port);
  silence();
  const client = await RawTcp.connect(bootstrapPort(overlay));
  const answer = await client.send(frame('REG 127.0.0.1 24311 new')).end().readToEnd();
  expect(answer).toBe(frame(`REGOK 1 127.0.0.1 ${external.port} dead${external.port}`));
  expect(external.heard).toEqual([]);
});

it('an entry that cannot be probed stays, and is offered after those that live', async () => {
  const overlay = await startLab({ ...soon, neighboursOffered: 1 });
  const external = await RawUdp.open();
  await external.ask(bootstrapPort(overlay), frame(`REG 127.0.0.1 ${external.port} udp`));
  const living = await addPeer(overlay);
  silence();
  const client = await RawTcp.connect(bootstrapPort(overlay));
  const answer = await client.send(frame('REG 127.0.0.1 24321 new')).end().readToEnd();
  expect(answer).toBe(frame(`REGOK 1 127.0.0.1 ${portOf(living)} Node1`));
  // The lab's peer JOINs it by UDP, since TCP is refused; it is never probed.
  expect(external.received.filter((datagram) => !datagram.includes(' JOIN '))).toEqual([]);
  expect(overlay.log.state.bootstrap.registry.has(`127.0.0.1:${external.port}`)).toBe(true);
});

it('a full registry makes room by probing, and has room for the peers of its lab in any case', async () => {
  const overlay = await startLab({ ...soon, transport: 'tcp', bootstrapCapacity: 2 });
  await register(bootstrapPort(overlay), 24_331, 24_332);
  const own = await addPeer(overlay);
  expect(overlay.log.state.bootstrap.registry.has(own)).toBe(true);
  expect(overlay.log.state.bootstrap.registry.size).toBe(2);
  silence();
  const client = await RawTcp.connect(bootstrapPort(overlay));
  const answer = await client.send(frame('REG 127.0.0.1 24333 new')).end().readToEnd();
  expect(answer).toBe(frame(`REGOK 1 127.0.0.1 ${portOf(own)} Node1`));
});

it('one address fills no more of the registry than the settings say; peers of the lab are not counted', async () => {
  const overlay = await startLab({ registryPerSource: 1 });
  await register(bootstrapPort(overlay), 24_341);
  const client = await RawTcp.connect(bootstrapPort(overlay));
  expect(await client.send(frame('REG 127.0.0.1 24342 two')).end().readToEnd()).toBe('0015 REGOK 9996');
  expect(overlay.log.state.bootstrap.traffic.refused).toBe(1);
  await addPeers(overlay, 3);
  expect(overlay.log.state.bootstrap.registry.size).toBe(4);
});

it('the address of the bootstrap server is refused as that of a peer', async () => {
  const overlay = await startLab();
  const peer = await addPeer(overlay);
  const port = bootstrapPort(overlay);
  const registering = await RawTcp.connect(port);
  expect(
    await registering
      .send(frame(`REG 127.0.0.1 ${port} me`))
      .end()
      .readToEnd(),
  ).toBe('0015 REGOK 9999');
  const joining = await RawTcp.connect(portOf(peer));
  expect(
    await joining
      .send(frame(`JOIN 127.0.0.1 ${port}`))
      .end()
      .readToEnd(),
  ).toBe('0016 JOINOK 9999');
  expect(stateOfPeer(overlay, peer).neighbours.size).toBe(0);
  expect(stateOfPeer(overlay, peer).traffic.refused).toBe(1);
});

it('an entry is removed by hand', async () => {
  const overlay = await startLab();
  await register(bootstrapPort(overlay), 24_351);
  expect(overlay.log.state.peers.size).toBe(1);
  expect(overlay.removeEntry('127.0.0.1:24351')).toEqual({ ok: true });
  expect(overlay.log.state.bootstrap.registry.size).toBe(0);
  expect(overlay.log.state.peers.size).toBe(0);
  expect(overlay.removeEntry('127.0.0.1:24351')).toMatchObject({ ok: false, error: { code: 'not-found' } });
});
