import { describe, expect, test } from 'vitest';
import { startTestLab, type TestLab } from '../../../../test/support/api-lab';
import type { NetworkEvent } from '../../../shared/network/events';
import { type AddressKey, addressOf } from '../../../shared/protocol/address';

const at = (id: string) => `/api/peers/${encodeURIComponent(id)}`;

async function addPeers({ ask }: TestLab, count: number, name?: string): Promise<AddressKey[]> {
  const { json } = await ask('POST', '/api/peers', { body: { count, ...(name !== undefined && { name }) } });
  return json.peers.map(({ id }: { id: AddressKey }) => id);
}

const rename = ({ ask }: TestLab, id: AddressKey, name: string) =>
  ask('POST', `${at(id)}/rename`, { body: { name } });

const requestsOf = (events: readonly NetworkEvent[], id: AddressKey): string[] =>
  events.flatMap((event) =>
    event.type === 'peer:renamed'
      ? [`${event.previousName} -> ${event.name}`]
      : event.type === 'message:sent' && event.observer === id && /^(UN)?REG$/.test(event.verb)
        ? [event.frame.slice(5)]
        : [],
  );

describe('renaming a peer', () => {
  test('changes its entry in the registry by UNREG and REG, and keeps its links and files', async () => {
    const lab = await startTestLab();
    const { log } = lab.overlay;
    const [first, second] = (await addPeers(lab, 2)) as [AddressKey, AddressKey];
    const before = log.state.peers.get(first);
    const since = log.state.seq;

    const { status, json } = await rename(lab, first, 'anna');

    expect([status, json.name, json.id]).toEqual([200, 'anna', first]);
    const { ip, port } = addressOf(first);
    expect(requestsOf(log.since(since).events, first)).toEqual([
      `UNREG ${ip} ${port} Node1`,
      'Node1 -> anna',
      `REG ${ip} ${port} anna`,
    ]);
    expect(log.state.bootstrap.registry.get(first)).toBe('anna');
    expect(log.state.peers.get(first)).toMatchObject({ name: 'anna', phase: 'joined', registered: true });
    expect(log.state.peers.get(first)?.files).toEqual(before?.files);
    expect(lab.overlay.tables().get(first)).toEqual([second]);
    expect(lab.overlay.tables().get(second)).toEqual([first]);
    expect((await lab.ask('GET', '/api/metrics')).json.peers[0]).toMatchObject({ peer: first, name: 'anna' });
    // It unregisters under its present name.
    await lab.ask('DELETE', at(first));
    expect(log.state.bootstrap.registry.has(first)).toBe(false);
  });

  test('of one that is not registered changes the name alone, and a later REG carries it', async () => {
    const lab = await startTestLab();
    const { log } = lab.overlay;
    const [peer] = (await addPeers(lab, 1)) as [AddressKey];
    await lab.ask('POST', `${at(peer)}/leave`);
    const since = log.state.seq;
    await rename(lab, peer, 'anna');
    expect(requestsOf(log.since(since).events, peer)).toEqual(['Node1 -> anna']);
    await lab.ask('POST', `${at(peer)}/join`);
    expect(log.state.bootstrap.registry.get(peer)).toBe('anna');
  });

  test('waits for a bootstrap server: while that is down, a registered peer keeps its name', async () => {
    const lab = await startTestLab();
    const { log } = lab.overlay;
    await lab.overlay.updateSettings({ requestTimeoutMs: 200, requestRetries: 0 });
    const [peer] = (await addPeers(lab, 1)) as [AddressKey];
    await lab.overlay.stopBootstrap();
    const { status } = await rename(lab, peer, 'anna');
    expect(status).toBe(503);
    expect(log.state.peers.get(peer)?.name).toBe('Node1');
  });

  test.each([
    ['', 'a peer needs a name'],
    ['two words', 'try "two_words"'],
    ['a'.repeat(33), 'at most 32 characters'],
    ['a\u202eb', 'cannot be seen'],
  ])('refuses %j, and says why', async (name, why) => {
    const lab = await startTestLab();
    const [peer] = (await addPeers(lab, 1)) as [AddressKey];
    const { status, json } = await rename(lab, peer, name);
    expect(status).toBe(400);
    expect(json.data.sentence).toContain(why);
    expect(lab.overlay.log.state.peers.get(peer)?.name).toBe('Node1');
  });

  test('refuses a crashed peer and one that is not there', async () => {
    const lab = await startTestLab();
    const [peer] = (await addPeers(lab, 1)) as [AddressKey];
    await lab.ask('POST', `${at(peer)}/crash`);
    expect((await rename(lab, peer, 'anna')).status).toBe(409);
    expect((await rename(lab, '127.0.0.1:9', 'anna')).status).toBe(404);
  });
});
