import { expect, test } from 'vitest';
import { startTestLab, type TestLab } from '../../../../test/support/api-lab';
import type { SearchItem } from '../../../shared/contract/search';

/** Reads server-sent events until the stream ends by itself. */
async function watch({ api, token }: TestLab, id: string): Promise<SearchItem[]> {
  const response = await fetch(`${api.apiUrl}/searches/${id}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const blocks = (await response.text()).split('\n\n');
  return blocks.flatMap((block) => {
    const [, data] = /^data: (\{.*)$/m.exec(block) ?? [];
    return data !== undefined && block.includes('event: message') ? [JSON.parse(data)] : [];
  });
}

/** A line of four peers, of which the last shares what the others do not. */
async function line(): Promise<{ lab: TestLab; peers: string[] }> {
  const lab = await startTestLab();
  const added = await lab.ask('POST', '/api/peers', { body: { count: 4, wiring: 'line' } });
  const peers = added.json.peers.map(({ id }: { id: string }) => id);
  for (const [index, id] of [...lab.overlay.log.state.peers.keys()].entries()) {
    await lab.overlay.share(id, { names: index === 3 ? ['Happy Feet'] : ['Glee'] });
  }
  return { lab, peers };
}

test('a search is started, watched to its end, and remembered', async () => {
  const { lab, peers } = await line();
  const [asker, , , holder] = peers;
  const started = await lab.ask('POST', '/api/search', { body: { peer: asker, query: 'feet' } });
  expect(started.status).toBe(200);
  expect(started.json).toMatchObject({ id: 's1', peer: asker, query: 'feet', outcome: null });
  const items = await watch(lab, started.json.id);
  const last = items.at(-1);
  expect(last?.search).toMatchObject({ outcome: 'complete', strategy: { kind: 'flood', timeToLive: 3 } });
  expect(last?.search.answers).toMatchObject([{ holder, files: ['Happy Feet'], hops: 2 }]);
  expect(last?.anatomy).toMatchObject({ recall: 1, population: 3 });
  // Each step comes once, whichever item it comes with.
  const steps = items.flatMap(({ anatomy }) => anatomy.steps);
  expect(steps.filter(({ verb }) => verb === 'SER')).toHaveLength(3);
  expect(steps.filter(({ kind }) => kind === 'answer')).toHaveLength(2);

  const again = await watch(lab, 's1');
  expect(again).toHaveLength(1);
  expect(again[0]?.anatomy.steps).toEqual(steps);
  expect((await lab.ask('GET', '/api/searches')).json).toMatchObject([{ id: 's1', outcome: 'complete' }]);
  const network = (await lab.ask('GET', '/api/network')).json;
  expect(network.searches).toMatchObject([{ id: 's1', answers: [{ holder }] }]);
  expect(network.peers[3].files).toMatchObject([{ name: 'Happy Feet' }]);
});

test('what cannot be searched, watched or cancelled is told in words', async () => {
  const { lab, peers } = await line();
  const [peer] = peers;
  const bad = [
    { peer, query: '' },
    { peer, query: 'x'.repeat(5_000) },
    { peer, query: 'x'.repeat(50_000) },
    { peer, query: 'a"b' },
    { peer, query: 'feet', strategy: { kind: 'flood', timeToLive: 4 } },
    { peer, query: 'feet', strategy: { kind: 'random-walk', walkers: 0, length: 1 } },
    { peer, query: 'feet', strategy: { kind: 'telepathy' } },
    { peer: 'nobody', query: 'feet' },
  ];
  for (const body of bad) {
    const refused = await lab.ask('POST', '/api/search', { body });
    expect(refused.status).toBe(400);
    expect(refused.json.data.sentence).toBeTypeOf('string');
  }
  const stranger = await lab.ask('POST', '/api/search', { body: { peer: '127.0.0.1:1', query: 'feet' } });
  expect(stranger.status).toBe(404);
  expect((await lab.ask('GET', '/api/searches/s7')).status).toBe(404);
  expect((await lab.ask('GET', '/api/searches/../token')).status).toBe(404);
  expect((await lab.ask('POST', '/api/searches/s7/cancel')).status).toBe(404);
  expect(lab.overlay.log.state.totals.out.SER).toBeUndefined();

  await lab.ask('POST', '/api/search', { body: { peer, query: 'feet' } });
  await watch(lab, 's1');
  expect((await lab.ask('POST', '/api/searches/s1/cancel')).status).toBe(409);
});
