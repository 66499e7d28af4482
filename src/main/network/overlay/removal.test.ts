import { describe, expect, it } from 'vitest';
import {
  addPeer,
  addPeers,
  bootstrapPort,
  portOf,
  startLab,
  stateOfPeer,
} from '../../../../test/support/lab';
import { RawListener, RawTcp } from '../../../../test/support/raw-sockets';
import type { LogFilter } from '../../../shared/contract';
import type { IdentifiedEvent } from '../../../shared/network/events';
import { identityAt, nameAt } from '../../../shared/network/state/identity';
import { snapshotOf, stateOf } from '../../../shared/network/state/snapshot';
import type { EventLog } from '../log/event-log';
import { watchEvents } from '../log/event-streams';

async function firstBatch(log: EventLog, filter: LogFilter): Promise<readonly IdentifiedEvent[]> {
  for await (const { events } of watchEvents(log, filter, AbortSignal.timeout(20_000))) return events;
  throw new Error('no batch');
}

const reg = (port: number, name: string) => {
  const body = `REG 127.0.0.1 ${port} ${name}`;
  return `${String(body.length + 5).padStart(4, '0')} ${body}`;
};

describe('removing a peer', () => {
  it('that has crashed takes it out of the registry and out of the tables of its neighbours', async () => {
    const overlay = await startLab({ requestTimeoutMs: 2_000 });
    const peers = await addPeers(overlay, 4, 'star');
    const [hub] = peers;
    if (!hub) throw new Error('no hub');
    await overlay.act(hub, 'crash');
    expect(overlay.log.state.bootstrap.registry.has(hub)).toBe(true);
    expect(overlay.log.state.links.size).toBe(3);

    expect(await overlay.remove(hub)).toMatchObject({ ok: true });
    expect(overlay.log.state.bootstrap.registry.has(hub)).toBe(false);
    expect(overlay.log.state.links.size).toBe(0);
    for (const table of overlay.tables().values()) expect(table).not.toContain(hub);
  });

  it('that has crashed leaves a port on which the next one is joined, under another name', async () => {
    const overlay = await startLab({ firstPeerPort: 24_210 });
    await addPeers(overlay, 2);
    const [dead] = await addPeers(overlay, 1);
    if (!dead) throw new Error('no peer');
    await overlay.act(dead, 'crash');
    await overlay.remove(dead);
    const next = await addPeer(overlay);
    expect(next).toBe(dead);
    expect(stateOfPeer(overlay, next)).toMatchObject({ name: 'Node4', phase: 'joined', registered: true });
    expect(overlay.log.state.bootstrap.registry.get(next)).toBe('Node4');
  });

  it('leaves its past events under its own name when another peer takes its port', async () => {
    const overlay = await startLab({ firstPeerPort: 24_260 });
    await addPeers(overlay, 2);
    const dead = await addPeer(overlay);
    await overlay.act(dead, 'crash');
    const before = stateOfPeer(overlay, dead).identity;
    const search = overlay.log.state.seq;
    await overlay.remove(dead);
    const next = await addPeer(overlay);
    expect(next).toBe(dead);
    const { state } = overlay.log;
    const after = stateOfPeer(overlay, next).identity;
    expect(after).not.toBe(before);
    const added = overlay.log
      .since(0)
      .events.filter((event) => event.type === 'peer:added' && event.peer === dead);
    const names = added.map(({ seq }) => [
      nameAt(state.identities, dead, seq),
      identityAt(state.identities, dead, seq),
    ]);
    expect(names).toEqual([
      ['Node3', before],
      ['Node4', after],
    ]);
    // What a reader is given, a filter, and the list of messages keep the two apart, as does one who looks only now.
    const [, second] = added;
    if (!second) throw new Error('not added');
    const eventsOf = (filter: Partial<LogFilter>) =>
      firstBatch(overlay.log, { last: 10_000, messages: 'with', ...filter });
    const ofDead = await eventsOf({ identity: before });
    const ofNext = await eventsOf({ identity: after });
    expect(ofDead.length).toBeGreaterThan(5);
    expect(ofNext.length).toBeGreaterThan(5);
    expect(ofDead.every(({ seq }) => seq < second.seq)).toBe(true);
    expect(ofNext.every(({ seq }) => seq >= second.seq)).toBe(true);
    expect(ofDead.map(({ identities }) => identities?.[dead])).toEqual(ofDead.map(() => before));
    expect((await eventsOf({ about: 'Node4' })).some(({ seq }) => seq <= search)).toBe(false);
    expect(overlay.log.messagesOf(next).every(({ seq }) => seq >= second.seq)).toBe(true);
    expect(nameAt(stateOf(snapshotOf(state)).identities, dead, search)).toBe('Node3');
  });

  it('that has crashed takes its entry away, though another program has its port by now', async () => {
    const overlay = await startLab();
    const dead = await addPeer(overlay);
    await overlay.act(dead, 'crash');
    const other = await startLab();
    const added = await other.addPeers({ count: 1, wiring: 'offered', port: portOf(dead) });
    expect(added.ok).toBe(true);
    await overlay.remove(dead);
    expect(overlay.log.state.bootstrap.registry.size).toBe(0);
  });
});

describe('a peer whose address the registry has under another name', () => {
  it('takes the entry over in the registry of its own lab, since it has that address now', async () => {
    const overlay = await startLab({ firstPeerPort: 24_220 });
    const server = await RawTcp.connect(bootstrapPort(overlay));
    server.send(reg(24_220, 'somebody'));
    await server.read('0012 REGOK 0'.length);
    const peer = await addPeer(overlay);
    expect(portOf(peer)).toBe(24_220);
    expect(stateOfPeer(overlay, peer)).toMatchObject({ phase: 'joined', registered: true });
    expect([...overlay.log.state.bootstrap.registry]).toEqual([[peer, 'Node1']]);
  });

  it('is opened on another port, where it joins', async () => {
    const server = await RawListener.open((frame, socket) =>
      socket.end(/ 2423[01] /.test(frame) ? '0015 REGOK 9997' : '0012 REGOK 0'),
    );
    const overlay = await startLab({ firstPeerPort: 24_230, bootstrapAt: `127.0.0.1:${server.port}` });
    const peer = await addPeer(overlay);
    expect(portOf(peer)).toBe(24_232);
    expect(stateOfPeer(overlay, peer)).toMatchObject({ name: 'Node1', phase: 'joined', registered: true });
    expect(overlay.log.state.peers.size).toBe(1);
    // Its share went with it.
    expect(stateOfPeer(overlay, peer).files.size).toBeGreaterThan(0);
  });

  it('stays where the user chose the port, and says what to do', async () => {
    const server = await RawListener.open((frame, socket) =>
      socket.end(frame.includes('UNREG') ? '0012 UNROK 0' : '0015 REGOK 9997'),
    );
    const overlay = await startLab({ bootstrapAt: `127.0.0.1:${server.port}` });
    const added = await overlay.addPeers({ count: 1, wiring: 'offered', port: 24_250 });
    expect(added.ok && added.value.peers).toEqual(['127.0.0.1:24250']);
    expect(stateOfPeer(overlay, '127.0.0.1:24250').problem).toMatchObject({ code: 'address-taken' });
  });
});

it('a peer that leaves is left by everybody, though it is told to unregister meanwhile', async () => {
  const overlay = await startLab();
  const [hub, ...others] = await addPeers(overlay, 6, 'star');
  if (!hub) throw new Error('no hub');
  const leaving = overlay.act(hub, 'leave');
  const unregistered = await overlay.act(hub, 'unregister');
  const joins = await Promise.all(others.map((other) => overlay.connect(other, hub)));
  await leaving;
  expect(unregistered).toMatchObject({ ok: false, error: { code: 'not-possible-now' } });
  expect(joins.every(({ ok }) => !ok)).toBe(true);
  expect(stateOfPeer(overlay, hub)).toMatchObject({ phase: 'left', registered: false });
  expect(stateOfPeer(overlay, hub).neighbours.size).toBe(0);
});

it('an unregister that is under way when a leave begins lets nobody come in', async () => {
  const overlay = await startLab();
  const [hub, ...others] = await addPeers(overlay, 6, 'star');
  if (!hub) throw new Error('no hub');
  const unregistering = overlay.act(hub, 'unregister');
  const leaving = overlay.act(hub, 'leave');
  await unregistering;
  await Promise.all(others.map((other) => overlay.connect(other, hub)));
  await leaving;
  expect(stateOfPeer(overlay, hub)).toMatchObject({ phase: 'left', registered: false });
  expect(stateOfPeer(overlay, hub).neighbours.size).toBe(0);
  for (const table of overlay.tables().values()) expect(table).not.toContain(hub);
});
