import { describe, expect, it } from 'vitest';
import { addPeers, addTwo, startLab, stateOfPeer } from '../../../../test/support/lab';
import { until } from '../../../../test/support/until';
import type { EventOf, PeerId } from '../../../shared/network/events';
import { summarise } from '../../../shared/network/state/summary';
import type { Overlay } from '../overlay/overlay';

const soon = { neighbourCheckS: 1, requestTimeoutMs: 1_000 };

/** Why entries went, by the peer that had them. */
function removals({ log }: Overlay): EventOf<'neighbour:removed'>[] {
  return log.since(0).events.filter((event) => event.type === 'neighbour:removed');
}

function sent({ log }: Overlay, peer: PeerId, verb: string): number {
  return log
    .since(0)
    .events.filter((event) => event.type === 'message:sent' && event.observer === peer && event.verb === verb)
    .length;
}

describe('a neighbour that has crashed', () => {
  it('is listed until the next check, and then removed with the reason', async () => {
    const overlay = await startLab(soon);
    const [hub, ...others] = await addPeers(overlay, 4, 'star');
    if (!hub) throw new Error('no hub');
    await overlay.act(hub, 'crash');
    expect(overlay.log.state.links.size).toBe(3);
    await until(overlay.log, (state) => state.links.size === 0);
    expect(
      removals(overlay)
        .filter(({ reason }) => reason === 'unreachable')
        .map(({ peer, neighbour }) => [peer, neighbour])
        .sort(),
    ).toEqual(others.map((peer) => [peer, hub]).sort());
    for (const peer of others) expect(overlay.tables().get(peer)).toEqual([]);
  });

  it('stays listed where the checks are switched off', async () => {
    const overlay = await startLab({ ...soon, neighbourCheckS: 0 });
    const [hub, ...others] = await addPeers(overlay, 3, 'star');
    const [watched] = await addPeers(overlay, 1);
    if (!hub || !watched) throw new Error('no peer');
    await overlay.act(hub, 'crash');
    // Switched on again, they find it: nothing else has removed it before.
    expect(others.every((peer) => stateOfPeer(overlay, peer).neighbours.has(hub))).toBe(true);
    expect(others.map((peer) => sent(overlay, peer, 'PING'))).toEqual([0, 0]);
    await overlay.updateSettings({ neighbourCheckS: 1 });
    await until(overlay.log, () => others.every((peer) => !stateOfPeer(overlay, peer).neighbours.has(hub)));
  });
});

describe('a neighbour that was restarted', () => {
  it('is sent JOIN again, and both list each other', async () => {
    const overlay = await startLab({ ...soon, neighboursOffered: 0 });
    const [one, other] = await addTwo(overlay);
    await overlay.act(one, 'restart');
    expect(stateOfPeer(overlay, one).neighbours.size).toBe(0);
    expect(stateOfPeer(overlay, other).neighbours.size).toBe(1);
    await until(overlay.log, () => stateOfPeer(overlay, one).neighbours.has(other));
    expect(stateOfPeer(overlay, other).neighbours.has(one)).toBe(true);
  });

  it('and has no room for it any longer is removed: nothing stays one-sided', async () => {
    const overlay = await startLab({ ...soon, neighboursOffered: 0, neighbourFloor: 0 });
    const [one, other] = await addTwo(overlay);
    const [third] = await addPeers(overlay, 1);
    if (!third) throw new Error('no third peer');
    await overlay.act(one, 'crash');
    await overlay.updateSettings({ tableCapacity: 1 });
    await overlay.act(one, 'restart');
    expect((await overlay.connect(third, one)).ok).toBe(true);
    await until(overlay.log, () => stateOfPeer(overlay, other).neighbours.size === 0);
    expect(removals(overlay).at(-1)).toMatchObject({ peer: other, neighbour: one });
    expect(overlay.tables().get(one)).toEqual([third]);
  });
});

describe('a peer with few neighbours', () => {
  it('registers again and JOINs what it is offered, until the network is in one component', async () => {
    const overlay = await startLab({ ...soon, neighbourFloor: 2 });
    const [first, second, ...others] = await addPeers(overlay, 8);
    if (!first || !second) throw new Error('no peers');
    for (const other of others) await overlay.disconnect(first, other);
    await overlay.disconnect(first, second);
    await until(
      overlay.log,
      (state) =>
        summarise(state).islands === 1 &&
        [...state.peers.values()].every(({ neighbours, registered }) => neighbours.size >= 2 && registered),
    );
    expect(overlay.log.state.bootstrap.registry.size).toBe(8);
  });

  it('whose offered neighbours had all crashed is joined in the end', async () => {
    const overlay = await startLab({ ...soon, requestRetries: 0 });
    const [crashed] = await addPeers(overlay, 1);
    if (!crashed) throw new Error('no peer');
    await overlay.act(crashed, 'crash');
    const [alone] = await addPeers(overlay, 1);
    if (!alone) throw new Error('no peer');
    expect(stateOfPeer(overlay, alone).phase).toBe('registered');
    await overlay.act(crashed, 'restart');
    await until(overlay.log, () => stateOfPeer(overlay, alone).phase === 'joined');
  });

  it('asks nobody where its wiring was asked for, or the floor is 0', async () => {
    const overlay = await startLab({ ...soon, neighbourFloor: 5 });
    const ring = await addPeers(overlay, 4, 'ring');
    const registrations = ring.map((peer) => sent(overlay, peer, 'REG'));
    await until(overlay.log, () => ring.every((peer) => sent(overlay, peer, 'PING') >= 4));
    expect(ring.map((peer) => sent(overlay, peer, 'REG'))).toEqual(registrations);
    await overlay.updateSettings({ neighbourFloor: 0 });
    const offered = await addPeers(overlay, 3);
    await until(overlay.log, () => offered.every((peer) => sent(overlay, peer, 'PING') >= 4));
    expect(offered.map((peer) => sent(overlay, peer, 'REG'))).toEqual([1, 1, 1]);
    expect(overlay.log.state.links.size).toBeGreaterThan(4);
  });
});
