import { describe, expect, test } from 'vitest';
import { startTestLab, type TestLab } from '../../../../test/support/api-lab';
import { decodeNetwork, encodeNetwork } from '../../../shared/recording/network-file';

/** Names, phases, shared files and tables, whatever the addresses are. */
function pictureOf({ overlay }: TestLab) {
  const { peers, bootstrap } = overlay.log.state;
  const nameOf = (id: string) => peers.get(id as `${string}:${number}`)?.name ?? id;
  return [...peers.values()]
    .map(({ id, name, phase, neighbours, files }) => ({
      ...{ name, phase, files: [...files.keys()].sort() },
      neighbours: [...neighbours.keys()].map(nameOf).sort(),
      listed: bootstrap.registry.get(id),
      place: overlay.layout.placeOf(id),
    }))
    .map(({ place, ...peer }) => ({ ...peer, place: place && { x: place.x, y: place.y, by: place.by } }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

async function savedLab(): Promise<TestLab> {
  const lab = await startTestLab();
  const { json } = await lab.ask('POST', '/api/peers', { body: { count: 6, wiring: 'ring' } });
  const [first, second, third] = json.peers.map(({ id }: { id: string }) => id);
  await lab.ask('POST', `/api/peers/${first}/files`, { body: { names: ['Hobbit Movie', 'Windows XP'] } });
  await lab.ask('POST', `/api/peers/${third}/crash`);
  lab.overlay.layout.place([{ peer: second, x: 12, y: -34 }]);
  return lab;
}

describe('a saved network', () => {
  test('starts again in another lab: names, links, files, places, and who had crashed', async () => {
    const lab = await savedLab();
    const saved = (await lab.ask('GET', '/api/network/file')).json;
    const read = decodeNetwork(await encodeNetwork(saved));
    if (!read.ok) throw new Error(read.error.sentence);

    const picture = pictureOf(lab);
    await lab.overlay.stop();
    const other = await startTestLab();
    const opened = await other.ask('POST', '/api/network/file', { body: read.value });

    expect(opened.json).toMatchObject({ problems: [] });
    expect(opened.json.peers).toHaveLength(6);
    expect(pictureOf(other)).toEqual(picture);
  });

  test('is added to what runs: on other ports, with links among its own peers alone', async () => {
    const lab = await savedLab();
    const saved = (await lab.ask('GET', '/api/network/file')).json;
    const before = pictureOf(lab);
    const { json } = await lab.ask('POST', '/api/network/file', { body: saved });
    const now = new Set(json.peers.map(({ peer }: { peer: string }) => peer));
    expect(now.size).toBe(6);
    const own = [...lab.overlay.log.state.peers.values()].filter(({ id }) => now.has(id));
    for (const { neighbours, phase } of own) {
      for (const neighbour of neighbours.keys()) expect(now).toContain(neighbour);
      if (phase !== 'crashed') expect(neighbours.size).toBeGreaterThan(0);
    }
    expect(pictureOf(lab)).toHaveLength(2 * before.length);
  });

  test('says which files are not in it, and opens no folder of this machine', async () => {
    const lab = await savedLab();
    const saved = (await lab.ask('GET', '/api/network/file')).json;
    saved.peers[0].unsavedFiles = 3;
    await lab.overlay.stop();
    const other = await startTestLab();
    const { json } = await other.ask('POST', '/api/network/file', { body: saved });
    expect(json.problems).toMatchObject([
      { code: 'not-found', sentence: expect.stringContaining('3 files') },
    ]);
    const refused = await other.ask('POST', '/api/network/file', {
      body: { ...saved, peers: [{ ...saved.peers[0], folder: '/etc' }] },
    });
    expect(refused.status).toBe(400);
  });
});
