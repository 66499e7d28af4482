import { expect, it } from 'vitest';
import { ExternalPeers } from '../../src/main/network/external/external-peers';
import { EventLog } from '../../src/main/network/log/event-log';
import { DEFAULT_SETTINGS } from '../../src/shared/settings/settings';
import { addPeer, addPeers, portOf, startLab, stateOfPeer } from '../support/lab';
import { RawTcp } from '../support/raw-sockets';

it('a star and a scale-free wiring have room for their hubs, whatever the table capacity', async () => {
  const overlay = await startLab({ tableCapacity: 3 });
  const [hub] = await addPeers(overlay, 12, 'star');
  if (!hub) throw new Error('no hub');
  expect(stateOfPeer(overlay, hub).neighbours.size).toBe(11);
  const peers = await addPeers(overlay, 20, 'scale-free');
  const links = [...overlay.log.state.links.values()].filter(
    ({ a, b }) => peers.includes(a) && peers.includes(b),
  );
  expect(links.length).toBe(2 + 17 * 2);
});

it('a hub that was asked for has room for its links, and for no more', async () => {
  const overlay = await startLab({ tableCapacity: 2 });
  const [hub] = await addPeers(overlay, 6, 'star');
  if (!hub) throw new Error('no hub');
  const other = await addPeer(overlay);
  expect(await overlay.connect(other, hub)).toMatchObject({ ok: false, error: { code: 'refused' } });
  const client = await RawTcp.connect(portOf(hub));
  expect(await client.send('0025 JOIN 127.0.0.1 24421').end().readToEnd()).toBe('0016 JOINOK 9999');
  // The peer that was added may have been offered the hub, and refused, too.
  const refusals = overlay.log
    .since(0)
    .events.filter((event) => event.type === 'request:refused' && event.observer === hub);
  expect(refusals.at(-1)).toMatchObject({ verb: 'JOIN', about: '127.0.0.1:24421', reason: 'table-full' });
  expect(stateOfPeer(overlay, hub).traffic.refused).toBe(refusals.length);
  expect(stateOfPeer(overlay, hub).neighbours.size).toBe(5);
});

it('external peers shown are bounded: those silent for longest go first', () => {
  const log = new EventLog();
  const external = new ExternalPeers(log);
  log.emit({ type: 'settings:changed', settings: { ...DEFAULT_SETTINGS, externalPeers: 3 } });
  log.emit({ type: 'bootstrap:started', address: '127.0.0.1:5000' });
  const register = (port: number) =>
    log.emit({ type: 'registry:added', peer: `10.0.0.9:${port}`, name: `n${port}`, offered: [] });
  for (const port of [1, 2, 3]) register(port);
  log.emit({
    type: 'message:received',
    ...{ observer: 'bootstrap', from: '10.0.0.9:1', to: '127.0.0.1:5000', transport: 'tcp', verb: 'PING' },
    ...{ bytes: 9, frame: '0009 PING', deviations: [] },
  });
  register(4);
  expect([...log.state.peers.keys()].sort()).toEqual(['10.0.0.9:1', '10.0.0.9:3', '10.0.0.9:4']);
  external.setCrashed('10.0.0.9:4');
  register(5);
  expect([...log.state.peers.keys()].sort()).toEqual(['10.0.0.9:1', '10.0.0.9:3', '10.0.0.9:5']);
  expect(log.state.totals.refused).toBe(2);
  expect(log.since(0).events.filter(({ type }) => type === 'peer:removed')).toMatchObject([
    { peer: '10.0.0.9:2', reason: 'no-room' },
    { peer: '10.0.0.9:4', reason: 'no-room' },
  ]);
  external.stop();
});
