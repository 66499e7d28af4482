import { afterEach, describe, expect, test } from 'vitest';
import { type Address, addressOf, keyOf } from '../../src/shared/protocol/address';
import { addPeers, startLab, stateOfPeer } from '../support/lab';
import { type Behaviour, familyA, familyC, familyD, familyE, serve } from './bootstraps';
import { DIALECTS } from './dialects';
import { ForeignPeer } from './foreign-peer';
import type { Reading } from './raw';

interface Theirs {
  readonly behaviour: Behaviour;
  readonly by: 'tcp' | 'udp';
  readonly reading?: Reading;
}

const SERVERS: readonly (readonly [name: string, server: Theirs])[] = [
  ['A', { behaviour: familyA, by: 'udp' }],
  ['C', { behaviour: familyC(), by: 'tcp', reading: 'five-then-rest' }],
  ['C that cuts its list', { behaviour: familyC({ cutsNames: true }), by: 'tcp', reading: 'five-then-rest' }],
  ['D', { behaviour: familyD, by: 'tcp' }],
  ['E on TCP', { behaviour: familyE, by: 'tcp' }],
  ['E on UDP', { behaviour: familyE, by: 'udp' }],
];

const toStop: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(toStop.splice(0).map((one) => one.stop()));
});

async function open({ behaviour, by, reading = 'once' }: Theirs) {
  const server = await serve(behaviour, { transport: by, reading });
  toStop.push(server);
  const lab = await startLab({
    bootstrapAt: keyOf(server.at),
    bootstrapTransport: by,
    requestTimeoutMs: 400,
    requestRetries: 0,
  });
  return { server, lab };
}

describe('our peers at a bootstrap server of family', () => {
  test.each(SERVERS)('%s register, join, and leave', async (_name, theirs) => {
    const { server, lab } = await open(theirs);
    expect(lab.log.state.bootstrap).toMatchObject({ phase: 'elsewhere', address: keyOf(server.at) });
    const peers: Address[] = (await addPeers(lab, 4)).map(addressOf);
    expect(server.entries.map(({ ip, port }) => keyOf({ ip, port }))).toEqual(peers.map(keyOf));
    for (const at of peers)
      expect(stateOfPeer(lab, keyOf(at))).toMatchObject({ phase: 'joined', registered: true });
    // Whoever came later was offered others, and they became its neighbours.
    expect(stateOfPeer(lab, keyOf(peers[3] ?? addressOf('none:0'))).neighbours.size).toBeGreaterThan(0);
    for (const at of peers) expect(await lab.act(keyOf(at), 'leave')).toEqual({ ok: true });
    expect(server.entries).toEqual([]);
  });

  test.each(SERVERS)('%s come back where one crashed', async (_name, theirs) => {
    const { server, lab } = await open(theirs);
    const [first] = await addPeers(lab, 2);
    if (!first) throw new Error('no peer');
    expect(await lab.act(first, 'crash')).toEqual({ ok: true });
    expect(await lab.act(first, 'restart')).toEqual({ ok: true });
    expect(stateOfPeer(lab, first)).toMatchObject({ phase: 'joined', registered: true });
    expect(server.entries).toHaveLength(2);
  });

  test('A, which never answers the UNREG of somebody unknown, keeps nobody from leaving', async () => {
    const { server, lab } = await open({ behaviour: familyA, by: 'udp' });
    const [peer] = await addPeers(lab, 1);
    if (!peer) throw new Error('no peer');
    (server.entries as { length: number }).length = 0;
    await lab.act(peer, 'leave');
    expect(stateOfPeer(lab, peer).phase).toBe('left');
  });

  test('C is found out by its long list, and its codes are then read by its own table', async () => {
    const { lab } = await open({ behaviour: familyC({ room: 4 }), by: 'tcp', reading: 'five-then-rest' });
    await addPeers(lab, 4);
    const added = await lab.addPeers({ count: 1, wiring: 'offered' });
    expect(added.ok).toBe(true);
    const sentences = [...lab.log.state.peers.values()].flatMap(({ problem }) => problem?.sentence ?? []);
    expect(sentences.join()).toContain('REGOK 9997: the registry is full');
  });

  test('D has their peers and ours in one network', async () => {
    const { server, lab } = await open({ behaviour: familyD, by: 'tcp' });
    const [peer] = await addPeers(lab, 1);
    if (!peer) throw new Error('no peer');
    const anna = await ForeignPeer.open('anna', DIALECTS.D);
    toStop.push(anna);
    await anna.enter(server.at);
    expect([...anna.neighbours]).toEqual([peer]);
    expect(lab.log.state.peers.get(anna.id)).toMatchObject({ hosted: false, phase: 'joined' });
    await anna.leave();
    expect(lab.log.state.peers.has(anna.id)).toBe(false);
  });
});
