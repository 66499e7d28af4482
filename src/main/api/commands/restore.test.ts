import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startTestLab, type TestLab } from '../../../../test/support/api-lab';
import { until } from '../../../../test/support/until';
import type { NetworkEvent } from '../../../shared/network/events';
import { type AddressKey, addressOf } from '../../../shared/protocol/address';

const at = (id: string) => `/api/peers/${encodeURIComponent(id)}`;

async function addPeers({ ask }: TestLab, body: Record<string, unknown>): Promise<AddressKey[]> {
  const { json } = await ask('POST', '/api/peers', { body });
  return json.peers.map(({ id }: { id: AddressKey }) => id);
}

async function remove({ ask }: TestLab, id: AddressKey): Promise<string> {
  return (await ask('DELETE', at(id))).json.removal;
}

const restore = ({ ask }: TestLab, removals: readonly string[]) =>
  ask('POST', '/api/peers/restore', { body: { removals } });

/** Who has whom in its table, as the peers themselves have it, by name. */
function tablesOf({ overlay }: TestLab): Record<string, string[]> {
  const nameOf = (id: AddressKey) => overlay.log.state.peers.get(id)?.name ?? id;
  return Object.fromEntries(
    [...overlay.tables()].map(([id, table]) => [nameOf(id), table.map(nameOf).sort()] as const).sort(),
  );
}

const sentBy = (events: readonly NetworkEvent[], id: AddressKey): string[] =>
  events.flatMap((event) =>
    event.type === 'message:sent' && event.observer === id ? [event.frame.slice(5)] : [],
  );

describe('restoring a removed peer', () => {
  test('registers it under its name and on its port, and JOINs each former neighbour', async () => {
    const lab = await startTestLab();
    const { log } = lab.overlay;
    const [hub] = (await addPeers(lab, { count: 5, wiring: 'star' })) as [AddressKey];
    await lab.ask('POST', `${at(hub)}/files`, { body: { names: ['Hobbit Movie', 'Windows XP'] } });
    const tables = tablesOf(lab);
    const files = log.state.peers.get(hub)?.files;
    const removal = await remove(lab, hub);
    expect(tablesOf(lab)).toEqual({ Node2: [], Node3: [], Node4: [], Node5: [] });
    const since = log.state.seq;

    const { status, json } = await restore(lab, [removal]);

    expect(status).toBe(200);
    const identity = log.state.peers.get(hub)?.identity;
    expect(json).toEqual({ peers: [{ removal, was: hub, peer: hub, identity }], problems: [] });
    const { ip, port } = addressOf(hub);
    const sent = sentBy(log.since(since).events, hub);
    expect(sent.slice(0, 1)).toEqual([`REG ${ip} ${port} Node1`]);
    expect(sent.filter((frame) => frame === `JOIN ${ip} ${port}`)).toHaveLength(4);
    expect(tablesOf(lab)).toEqual(tables);
    expect(log.state.bootstrap.registry.get(hub)).toBe('Node1');
    expect(log.state.peers.get(hub)).toMatchObject({ name: 'Node1', phase: 'joined', registered: true });
    expect(log.state.peers.get(hub)?.files).toEqual(files);
    // It is undone once.
    expect((await restore(lab, [removal])).status).toBe(404);
  });

  test('with others links them as they were, also a hub with more links than a table usually takes', async () => {
    const lab = await startTestLab();
    await lab.overlay.updateSettings({ tableCapacity: 3 });
    const peers = await addPeers(lab, { count: 12, wiring: 'star' });
    const tables = tablesOf(lab);
    const removals = await Promise.all(peers.map((id) => remove(lab, id)));
    expect(lab.overlay.log.state.peers.size).toBe(0);
    const { json } = await restore(lab, removals);
    expect(json.problems).toEqual([]);
    expect(tablesOf(lab)).toEqual(tables);
  });

  test('that had unregistered, left, or crashed brings it back as it stood', async () => {
    const lab = await startTestLab();
    const { log } = lab.overlay;
    const peers = (await addPeers(lab, { count: 4, wiring: 'ring' })) as [
      AddressKey,
      AddressKey,
      AddressKey,
      AddressKey,
    ];
    const [unregistered, left, crashed, other] = peers;
    await lab.ask('POST', `${at(unregistered)}/unregister`);
    await lab.ask('POST', `${at(left)}/leave`);
    await lab.ask('POST', `${at(crashed)}/crash`);
    const registry = [...log.state.bootstrap.registry].sort();
    const links = [...log.state.links.keys()].sort();
    const removals = [];
    for (const id of [crashed, left, unregistered]) removals.push(await remove(lab, id));
    expect([...log.state.peers.keys()]).toEqual([other]);

    await restore(lab, removals);

    expect(log.state.peers.get(unregistered)).toMatchObject({ phase: 'joined', registered: false });
    expect(log.state.peers.get(left)).toMatchObject({ phase: 'listening', registered: false });
    expect(log.state.peers.get(crashed)?.phase).toBe('crashed');
    expect([...log.state.bootstrap.registry].sort()).toEqual(registry);
    // The crashed one is listed by its former neighbour, as before.
    expect([...log.state.links.keys()].sort()).toEqual(links);
  });

  test('takes another port where its own is in use, and leaves out a neighbour that is gone; both are said', async () => {
    const lab = await startTestLab();
    await lab.overlay.updateSettings({ requestTimeoutMs: 500, requestRetries: 0 });
    const [first, middle, last] = (await addPeers(lab, { count: 3, wiring: 'line' })) as [
      AddressKey,
      AddressKey,
      AddressKey,
    ];
    const removal = await remove(lab, middle);
    await remove(lab, last);
    const other = createServer();
    onTestFinished(() => void other.close());
    await new Promise<void>((resolve) => other.listen(addressOf(middle).port, '127.0.0.1', resolve));

    const { json } = await restore(lab, [removal]);

    const [{ peer }] = json.peers;
    expect(peer).not.toBe(middle);
    expect(json.problems.map(({ sentence }: { sentence: string }) => sentence)).toEqual([
      `Port ${addressOf(middle).port} is in use by now; Node2 listens on ${peer} in place of it.`,
      'Node2 is not a neighbour of Node3 again. Node3 is gone.',
    ]);
    expect(tablesOf(lab)).toEqual({ Node1: ['Node2'], Node2: ['Node1'] });
    expect(lab.overlay.tables().get(first)).toEqual([peer]);
  });

  test('sends no JOIN to another peer that has the address of a former neighbour by now', async () => {
    const lab = await startTestLab();
    const [first, second] = (await addPeers(lab, { count: 2, wiring: 'line' })) as [AddressKey, AddressKey];
    const removal = await remove(lab, first);
    await remove(lab, second);
    const { port } = addressOf(second);
    const [next] = (await addPeers(lab, { port, wiring: 'line' })) as [AddressKey];
    expect(next).toBe(second);

    const { json } = await restore(lab, [removal]);

    expect(json.problems.map(({ sentence }: { sentence: string }) => sentence)).toEqual([
      'Node1 is not a neighbour of Node2 again. Node2 is gone.',
    ]);
    expect(tablesOf(lab)).toEqual({ Node1: [], Node3: [] });
  });

  test('JOINs a former neighbour that was removed and restored since, be it at another port', async () => {
    const lab = await startTestLab();
    const [first, second] = (await addPeers(lab, { count: 2, wiring: 'line' })) as [AddressKey, AddressKey];
    const removalOfFirst = await remove(lab, first);
    const removalOfSecond = await remove(lab, second);
    const { port } = addressOf(second);
    await addPeers(lab, { port, wiring: 'line' });
    await restore(lab, [removalOfSecond]);

    await restore(lab, [removalOfFirst]);

    expect(tablesOf(lab)).toEqual({ Node1: ['Node2'], Node2: ['Node1'], Node3: [] });
  });

  test('shares its folder again, and says where that is gone', async () => {
    const lab = await startTestLab();
    const { log } = lab.overlay;
    const folder = await mkdtemp(join(tmpdir(), 'syncpulse-restore-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, 'notes.txt'), 'text');
    const [peer] = (await addPeers(lab, { count: 1 })) as [AddressKey];
    await lab.ask('POST', `${at(peer)}/files`, { body: { names: [], folder } });
    let removal = await remove(lab, peer);
    expect((await restore(lab, [removal])).json.problems).toEqual([]);
    expect([...(log.state.peers.get(peer)?.files.keys() ?? [])]).toEqual(['notes.txt']);
    removal = await remove(lab, peer);
    await rm(folder, { recursive: true });
    const { json } = await restore(lab, [removal]);
    expect(json.peers).toHaveLength(1);
    expect(json.problems[0].sentence).toMatch(/^Node1 does not share all that it did\. /);
  });

  test('shares the files again that it had downloaded', async () => {
    const lab = await startTestLab();
    const { overlay } = lab;
    const folder = await mkdtemp(join(tmpdir(), 'syncpulse-restore-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await overlay.updateSettings({ downloadFolder: folder });
    const [peer, holder] = (await addPeers(lab, { count: 2 })) as [AddressKey, AddressKey];
    await lab.ask('POST', `${at(holder)}/files`, { body: { names: ['Happy Feet'] } });
    await lab.ask('POST', `${at(peer)}/files`, { body: { names: [] } });
    await lab.ask('POST', '/api/downloads', { body: { name: 'Happy Feet', peer, holders: [holder] } });
    await until(overlay.log, ({ peers }) => peers.get(peer)?.files.has('Happy Feet') === true);

    const removal = await remove(lab, peer);
    expect((await restore(lab, [removal])).json.problems).toEqual([]);

    expect([...(overlay.log.state.peers.get(peer)?.files.keys() ?? [])]).toEqual(['Happy Feet']);
    expect((await lab.ask('GET', `${at(peer)}/files`)).json.names).toEqual([]);
  });

  test('that the lab does not know is refused, and so is what is no removal', async () => {
    const lab = await startTestLab();
    expect((await restore(lab, ['r7'])).status).toBe(404);
    expect((await restore(lab, ['../etc'])).status).toBe(400);
    expect((await restore(lab, [])).status).toBe(400);
  });
});
