import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../../../../test/support/until';
import type { PeerId } from '../../../shared/network/events';
import { summarise } from '../../../shared/network/state/summary';
import { DEFAULT_SETTINGS, type Settings } from '../../../shared/settings/settings';
import { TOPOLOGIES, type Topology } from '../../../shared/topology';
import { Overlay } from './overlay';

const running: Overlay[] = [];

async function start(change: Partial<Settings> = {}): Promise<Overlay> {
  const overlay = new Overlay({
    settings: { ...DEFAULT_SETTINGS, bootstrapPort: 0, firstPeerPort: 0, ...change },
  });
  running.push(overlay);
  await overlay.start();
  return overlay;
}

async function add(
  overlay: Overlay,
  count: number,
  wiring: Topology = 'offered',
): Promise<readonly PeerId[]> {
  const added = await overlay.addPeers({ count, wiring, seed: 7 });
  if (!added.ok) throw new Error(added.error.sentence);
  return added.value.peers;
}

const peer = (overlay: Overlay, id: PeerId | undefined) => {
  const found = id && overlay.log.state.peers.get(id);
  if (!found) throw new Error(`no peer ${id}`);
  return found;
};

afterEach(async () => {
  await Promise.all(running.splice(0).map((overlay) => overlay.stop()));
});

describe.each(['tcp', 'udp'] as const)('a network that speaks %s', (transport) => {
  it('starts, adds ten peers, and all of them are joined in one component', async () => {
    const overlay = await start({ transport });
    await add(overlay, 10);
    const summary = summarise(overlay.log.state);
    expect(summary.phases.joined).toBe(10);
    expect(summary.islands).toBe(1);
    for (const link of overlay.log.state.links.values()) expect(link).toMatchObject({ ab: true, ba: true });
    expect(overlay.log.state.bootstrap.registry.size).toBe(10);
  });

  it('leaves in order: nobody believes in the peer any longer, and the registry has forgotten it', async () => {
    const overlay = await start({ transport });
    const [, , third] = await add(overlay, 6);
    expect(await overlay.act(third as PeerId, 'leave')).toEqual({ ok: true });
    expect(peer(overlay, third)).toMatchObject({ phase: 'left', registered: false });
    for (const link of overlay.log.state.links.values()) expect([link.a, link.b]).not.toContain(third);
    expect(overlay.log.state.bootstrap.registry.has(third as PeerId)).toBe(false);
  });

  it('crashes without a word, leaves stale entries behind, and comes back on the same address', async () => {
    const overlay = await start({ transport, requestTimeoutMs: 300 });
    const [first] = await add(overlay, 5, 'star');
    await overlay.act(first as PeerId, 'crash');
    expect(peer(overlay, first)).toMatchObject({ phase: 'crashed' });
    expect(peer(overlay, first).neighbours.size).toBe(0);
    const stale = [...overlay.log.state.links.values()].filter((link) => link.ab !== link.ba);
    expect(stale).toHaveLength(4);
    expect(await overlay.act(first as PeerId, 'restart')).toEqual({ ok: true });
    expect(peer(overlay, first)).toMatchObject({ phase: 'joined', registered: true });
  });
});

describe('one peer', () => {
  it('registers only, then joins, then unregisters and keeps its neighbours', async () => {
    const overlay = await start();
    const [first, second] = await add(overlay, 2);
    await overlay.act(second as PeerId, 'leave');
    await overlay.act(second as PeerId, 'register');
    expect(peer(overlay, second)).toMatchObject({ phase: 'registered', registered: true });
    await overlay.act(second as PeerId, 'join');
    expect(peer(overlay, second).neighbours.has(first as PeerId)).toBe(true);
    await overlay.act(second as PeerId, 'unregister');
    expect(peer(overlay, second)).toMatchObject({ phase: 'joined', registered: false });
    expect(overlay.log.state.bootstrap.registry.has(second as PeerId)).toBe(false);
  });

  it('waits for a bootstrap server that is down, says so, and joins when it is back', async () => {
    const overlay = await start({ requestRetries: 0 });
    await overlay.stopBootstrap();
    const [only] = await add(overlay, 1);
    expect(peer(overlay, only)).toMatchObject({
      phase: 'registering',
      problem: { code: 'bootstrap-silent' },
    });
    await overlay.startBootstrap();
    await until(overlay.log, (state) => state.peers.get(only as PeerId)?.phase === 'joined');
    expect(peer(overlay, only).problem).toBeNull();
  });

  it('connects to and disconnects from one other alone', async () => {
    const overlay = await start();
    const [first, , third] = await add(overlay, 3, 'line');
    expect(await overlay.connect(first as PeerId, third as PeerId)).toEqual({ ok: true });
    expect(peer(overlay, third).neighbours.has(first as PeerId)).toBe(true);
    expect(await overlay.disconnect(first as PeerId, third as PeerId)).toEqual({ ok: true });
    expect(peer(overlay, third).neighbours.has(first as PeerId)).toBe(false);
    expect(peer(overlay, first).neighbours.size).toBe(1);
  });

  it('drops a neighbour that has crashed, though nobody answers the LEAVE', async () => {
    const overlay = await start({ requestRetries: 0 });
    const [first, second] = await add(overlay, 2);
    await overlay.act(first as PeerId, 'crash');
    expect(await overlay.disconnect(second as PeerId, first as PeerId)).toEqual({ ok: true });
    expect(peer(overlay, second)).toMatchObject({ problem: { code: 'no-answer' } });
    expect(overlay.log.state.links.size).toBe(0);
  });

  it('refuses when its table is full, and says why to whoever asked', async () => {
    const overlay = await start({ tableCapacity: 1 });
    const [first] = await add(overlay, 2, 'line');
    const [third] = await add(overlay, 1);
    const refused = await overlay.connect(third as PeerId, first as PeerId);
    expect(refused).toMatchObject({ ok: false, error: { code: 'refused' } });
  });

  it('pings and measures', async () => {
    const overlay = await start();
    const [first, second] = await add(overlay, 2);
    const answer = await overlay.ping(first as PeerId, second as PeerId);
    expect(answer).toMatchObject({ ok: true });
    if (answer.ok) expect(answer.value.milliseconds).toBeGreaterThan(0);
    expect(peer(overlay, second).traffic.in.PING).toBe(1);
  });

  it('is removed from the picture and gives its port back', async () => {
    const overlay = await start({ firstPeerPort: 45_310 });
    const [first] = await add(overlay, 1);
    await overlay.remove(first as PeerId);
    expect(overlay.log.state.peers.size).toBe(0);
    expect(await add(overlay, 1)).toEqual([first]);
  });

  it('says which port is taken, and offers the next free one', async () => {
    const overlay = await start();
    const [first] = await add(overlay, 1);
    const port = Number(first?.split(':')[1]);
    const refused = await overlay.addPeers({ count: 1, wiring: 'offered', port });
    expect(refused).toMatchObject({ ok: false, error: { code: 'port-in-use' } });
    if (!refused.ok) expect(refused.error.freePort).toBeGreaterThan(port);
  });
});

describe('many peers', () => {
  it.each(TOPOLOGIES.filter((wiring) => wiring !== 'offered'))('wires a %s by real JOINs', async (wiring) => {
    const overlay = await start();
    await add(overlay, 12, wiring);
    const summary = summarise(overlay.log.state);
    expect(summary.phases.joined).toBe(12);
    expect(summary.islands).toBe(1);
    expect(overlay.log.state.totals.in.JOIN).toBeGreaterThanOrEqual(summary.links);
  });

  it('ties a second wiring to the network that is there', async () => {
    const overlay = await start();
    await add(overlay, 5, 'ring');
    await add(overlay, 5, 'star');
    expect(summarise(overlay.log.state).islands).toBe(1);
  });

  it('stops adding when cancelled; what exists stays', async () => {
    const overlay = await start();
    const adding = overlay.addPeers({ count: 400, wiring: 'offered' });
    await until(overlay.log, (state) => state.peers.size > 10);
    const [addition] = overlay.log.state.additions.keys();
    expect(overlay.cancelAddition(addition ?? '')).toEqual({ ok: true });
    const added = await adding;
    expect(added).toMatchObject({ ok: true, value: { problem: { code: 'cancelled' } } });
    expect(overlay.log.state.peers.size).toBeLessThan(400);
    expect(overlay.log.state.additions.size).toBe(0);
  });

  it('refuses names that cannot stand in a message', async () => {
    const overlay = await start();
    for (const name of ['', 'two words', 'x'.repeat(1_000), 'line\nbreak', 'bell\u0007']) {
      expect(await overlay.addPeers({ count: 1, wiring: 'offered', name })).toMatchObject({
        ok: false,
        error: { code: 'bad-input' },
      });
    }
    expect(await overlay.addPeers({ count: 1, wiring: 'offered', name: '<b>x</b>' })).toMatchObject({
      ok: true,
    });
  });
});

describe('the bootstrap server', () => {
  it('says which port is in use and offers the next free one, while the rest goes on', async () => {
    const first = await start();
    const port = Number(first.log.state.bootstrap.address?.split(':')[1]);
    const second = await start({ bootstrapPort: port });
    expect(second.log.state.bootstrap).toMatchObject({ phase: 'failed', problem: { code: 'port-in-use' } });
    const free = second.log.state.bootstrap.problem?.freePort ?? 0;
    expect(await second.updateSettings({ bootstrapPort: free })).toMatchObject({ ok: true });
    expect(await second.startBootstrap()).toMatchObject({ ok: true });
  });

  it('moves to another port when told, and is stopped and started', async () => {
    const overlay = await start();
    const before = overlay.log.state.bootstrap.address;
    expect(await overlay.stopBootstrap()).toEqual({ ok: true });
    expect(overlay.log.state.bootstrap.phase).toBe('stopped');
    expect(await overlay.stopBootstrap()).toMatchObject({ ok: false });
    expect(await overlay.startBootstrap()).toMatchObject({ ok: true });
    expect(overlay.log.state.bootstrap.address).not.toBe(before);
  });
});
