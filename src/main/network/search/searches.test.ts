import { describe, expect, it } from 'vitest';
import { addPeers, portOf, startLab } from '../../../../test/support/lab';
import { until } from '../../../../test/support/until';
import type { EventOf, NetworkEvent, PeerId, SearchId } from '../../../shared/network/events';
import { anatomiesOf } from '../../../shared/network/search/anatomy';
import { addressOf } from '../../../shared/protocol/address';
import type { SearchStrategy } from '../../../shared/strategy';
import type { Overlay } from '../overlay/overlay';
import type { EndedSearch } from './searches';

const FLOOD = { kind: 'flood', timeToLive: 3 } as const;

/** A lab whose peers share what they are told, and a record of all its events. */
async function lab(count: number, wiring: 'ring' | 'line' | 'star' | 'random', change = {}) {
  const overlay = await startLab(change);
  const events: NetworkEvent[] = [];
  overlay.log.subscribe((event) => events.push(event));
  const peers = await addPeers(overlay, count, wiring);
  for (const [index, peer] of peers.entries()) await overlay.share(peer, { names: [`Song ${index}`] });
  const peer = (index: number): PeerId => {
    const id = peers[index];
    if (id === undefined) throw new Error(`no peer ${index}`);
    return id;
  };
  return { overlay, events, peers, peer };
}

async function search(
  overlay: Overlay,
  peer: PeerId,
  query: string,
  strategy: SearchStrategy = FLOOD,
): Promise<EndedSearch> {
  const started = overlay.searches.start({ peer, query, strategy });
  if (!started.ok) throw new Error(started.error.sentence);
  const ended = await overlay.searches.ended(started.value.id);
  if (!ended.ok) throw new Error(ended.error.sentence);
  return ended.value;
}

const holdersIn = ({ anatomy }: EndedSearch) => anatomy.answers.map(({ holder }) => holder);

describe('a flood', () => {
  it('finds a file everywhere within reach, and tells how far it was', async () => {
    const { overlay, peer } = await lab(8, 'line');
    await overlay.share(peer(3), { names: ['Happy Feet', 'Other'] });
    await overlay.share(peer(7), { names: ['Happy Feet'] });
    const found = await search(overlay, peer(0), 'feet');
    expect(found.search.outcome).toBe('complete');
    expect(found.anatomy.answers).toMatchObject([{ holder: peer(3), files: ['Happy Feet'], hops: 2 }]);
    expect(found.anatomy.reached.map((reached) => [reached.peer, reached.from, reached.hops])).toEqual([
      [peer(1), peer(0), 0],
      [peer(2), peer(1), 1],
      [peer(3), peer(2), 2],
      [peer(4), peer(3), 3],
    ]);
    expect(found.anatomy).toMatchObject({ population: 7, recall: 0.5, redundancy: 0, missed: [peer(7)] });
    expect(found.anatomy.ends).toEqual([peer(4)]);
    // Four questions; the neighbour says that it has nothing, the holder that it has something.
    expect(found.anatomy.messages).toEqual({ SER: 4, SEROK: 2, NEIGH: 0, NEIGHOK: 0 });
  });

  it('reaches as far as its own time-to-live says, where that is less than the network has', async () => {
    const { overlay, peer } = await lab(6, 'line');
    const reach = async (timeToLive: number) =>
      (await search(overlay, peer(0), 'song', { kind: 'flood', timeToLive })).anatomy.reached.length;
    expect([await reach(0), await reach(1), await reach(3)]).toEqual([1, 2, 4]);
  });

  it('goes once around a circle and counts what it wasted', async () => {
    const { overlay, peer } = await lab(6, 'ring');
    const { anatomy } = await search(overlay, peer(0), 'song');
    expect(anatomy.reached).toHaveLength(5);
    expect(anatomy.messages.SER).toBe(anatomy.arrived);
    expect(anatomy.redundancy).toBe((anatomy.arrived - 5) / anatomy.arrived);
    expect(anatomy.recall).toBe(1);
  });

  it('finds whole words, in any case, and nothing else', async () => {
    const { overlay, peer } = await lab(2, 'line');
    await overlay.share(peer(1), { names: ['Windows 8', 'baby_go_home.mp3', 'Twilight saga'] });
    const files = async (query: string) =>
      (await search(overlay, peer(0), query)).anatomy.answers.flatMap((answer) => answer.files);
    expect(await files('Wind')).toEqual([]);
    expect(await files('8 WINDOWS')).toEqual(['Windows 8']);
    expect(await files('home baby')).toEqual(['baby_go_home.mp3']);
    expect(await files('twilight  windows')).toEqual([]);
  });

  it('is spelled anew each time, so that nobody takes it for the one before', async () => {
    const { overlay, peer, events } = await lab(4, 'line');
    for (const query of ['song 3', 'song 3', 'Song 3', '3', '3', '3']) {
      const found = await search(overlay, peer(0), query);
      expect(holdersIn(found)).toEqual([peer(3)]);
    }
    const rounds = events.filter((event): event is EventOf<'search:round'> => event.type === 'search:round');
    expect(new Set(rounds.map(({ spelling }) => spelling)).size).toBe(6);
  });

  it('says that nobody could be asked, or that nobody has it', async () => {
    const { overlay, peer } = await lab(3, 'line');
    const nothing = await search(overlay, peer(0), 'nowhere');
    expect(nothing.search).toMatchObject({ outcome: 'complete', answers: [] });
    expect(nothing.anatomy).toMatchObject({ recall: null, population: 2 });
    for (const other of [peer(1), peer(2)]) await overlay.act(other, 'leave');
    expect((await search(overlay, peer(0), 'song')).search.outcome).toBe('nobody');
  });

  it('ends at once where peers are dead, though their neighbours believe in them', async () => {
    const { overlay, peer } = await lab(4, 'line');
    await overlay.act(peer(1), 'crash');
    const found = await search(overlay, peer(0), 'song');
    expect(found).toMatchObject({
      search: { outcome: 'complete', undelivered: 1 },
      anatomy: { reached: [], arrived: 0 },
    });
    expect(found.anatomy.messages.SER).toBe(0);
  });

  it('works by UDP as well', async () => {
    const { overlay, peer } = await lab(5, 'line', { transport: 'udp' });
    const found = await search(overlay, peer(0), 'song 4');
    expect(found).toMatchObject({ search: { outcome: 'complete' }, anatomy: { recall: 1 } });
    expect(found.anatomy.answers).toMatchObject([{ hops: 3 }]);
  });
});

describe('an expanding ring', () => {
  it('stops at the first ring where somebody has it', async () => {
    const { overlay, peer, events } = await lab(6, 'line');
    await overlay.share(peer(2), { names: ['Jack and Jill'] });
    await overlay.share(peer(3), { names: ['Jack and Jill'] });
    const found = await search(overlay, peer(0), 'jill', { kind: 'expanding-ring', timeToLive: 3 });
    expect(found.search).toMatchObject({ outcome: 'found', rounds: 2 });
    expect(found.anatomy.answers).toMatchObject([{ holder: peer(2), hops: 1 }]);
    expect(found.anatomy.recall).toBe(0.5);
    expect(found.anatomy.ends).toEqual([peer(2)]);
    // The first ring asked the neighbour, the second asked it again.
    expect(found.anatomy.duplicates).toEqual([{ from: peer(0), to: peer(1), messages: 1 }]);
    const hops = events.flatMap((event) => (event.type === 'search:round' ? [event.hops] : []));
    expect(hops).toEqual([3, 2]);
  });

  it('gives up at its limit', async () => {
    const { overlay, peer } = await lab(6, 'line');
    const found = await search(overlay, peer(0), 'song 5', { kind: 'expanding-ring', timeToLive: 2 });
    expect(found.search).toMatchObject({ outcome: 'complete', rounds: 3, answers: [] });
    expect(found.anatomy.reached).toHaveLength(3);
  });
});

describe('random walks', () => {
  it('ask one peer after the other, and tell how far a walker was', async () => {
    const { overlay, peer } = await lab(6, 'line');
    const found = await search(overlay, peer(0), 'song 4', { kind: 'random-walk', walkers: 1, length: 10 });
    expect(found.search.outcome).toBe('found');
    expect(found.anatomy.answers).toMatchObject([{ holder: peer(4), hops: 3 }]);
    const way = found.anatomy.reached.map((reached) => [reached.peer, reached.from, reached.hops]);
    const there = [
      [peer(1), peer(0), 0],
      [peer(2), peer(1), 1],
      [peer(3), peer(2), 2],
      [peer(4), peer(3), 3],
    ];
    // Where to go next may be told before the answer is: then the walker takes one step more.
    expect([there, [...there, [peer(5), peer(4), 4]]]).toContainEqual(way);
    expect(found.anatomy).toMatchObject({ redundancy: 0, ends: [], messages: { SER: way.length, SEROK: 1 } });
  });

  it('walk no further than they may, and no more of them', async () => {
    const { overlay, peer } = await lab(12, 'random');
    const { anatomy } = await search(overlay, peer(0), 'nowhere', {
      kind: 'random-walk',
      walkers: 2,
      length: 3,
    });
    expect(anatomy.messages.SER).toBeLessThanOrEqual(6);
    expect(anatomy.messages.SER).toBeGreaterThanOrEqual(2);
    expect(anatomy.messages.NEIGH).toBe(anatomy.messages.NEIGHOK);
  });

  it('turn back where a peer is dead', async () => {
    const { overlay, peer } = await lab(4, 'star', { requestTimeoutMs: 200 });
    await overlay.act(peer(1), 'crash');
    const found = await search(overlay, peer(0), 'nowhere', { kind: 'random-walk', walkers: 1, length: 20 });
    expect(new Set(found.anatomy.reached.map((reached) => reached.peer))).toEqual(
      new Set([peer(2), peer(3)]),
    );
  });
});

describe('a search that is asked badly', () => {
  it.each([
    ['nothing', ''],
    ['blanks', '   '],
    ['no word', '?!'],
    ['a quote', 'say "hi"'],
    ['a control character', 'a\u0000b'],
    ['a line end', 'a\nPING'],
    ['5,000 characters', 'x'.repeat(5_000)],
    ['a character that turns the reading direction', 'fdp.\u202eexe'],
  ])('is refused, and nothing is sent: %s', async (_, query) => {
    const { overlay, peer, events } = await lab(2, 'line');
    const before = events.length;
    const started = overlay.searches.start({ peer: peer(0), query });
    expect(started).toMatchObject({ ok: false, error: { code: 'bad-input' } });
    expect(events.length).toBe(before);
  });

  it('is refused of peers that cannot search, and beyond what peers pass on', async () => {
    const { overlay, peer } = await lab(2, 'line');
    const ask = (origin: PeerId, timeToLive = 3) =>
      overlay.searches.start({ peer: origin, query: 'song', strategy: { kind: 'flood', timeToLive } });
    expect(ask('127.0.0.1:1')).toMatchObject({ ok: false, error: { code: 'not-found' } });
    expect(ask(peer(0), 4)).toMatchObject({ ok: false, error: { code: 'bad-input' } });
    await overlay.act(peer(0), 'crash');
    expect(ask(peer(0))).toMatchObject({ ok: false, error: { code: 'not-possible-now' } });
  });
});

describe('a search under way', () => {
  it('can be cancelled once', async () => {
    const { overlay, peer, events } = await lab(3, 'line');
    const started = overlay.searches.start({ peer: peer(0), query: 'song' });
    if (!started.ok) throw new Error(started.error.sentence);
    const { id } = started.value;
    expect(await overlay.searches.cancel(id)).toMatchObject({ ok: true, value: { outcome: 'cancelled' } });
    expect(await overlay.searches.cancel(id)).toMatchObject({
      ok: false,
      error: { code: 'not-possible-now' },
    });
    expect(await overlay.searches.cancel('s99')).toMatchObject({ ok: false, error: { code: 'not-found' } });
    expect(events.filter(({ type }) => type === 'search:ended')).toHaveLength(1);
  });

  it('ends with the crash of who asks', async () => {
    const { overlay, peer } = await lab(3, 'line');
    const started = overlay.searches.start({ peer: peer(0), query: 'song' });
    if (!started.ok) throw new Error(started.error.sentence);
    await overlay.act(peer(0), 'crash');
    const ended = await overlay.searches.ended(started.value.id);
    expect(ended).toMatchObject({ ok: true, value: { search: { outcome: 'cancelled' } } });
  });

  it('is told apart from others of the same peer at the same time', async () => {
    const { overlay, peer } = await lab(5, 'random');
    for (const at of [1, 2, 3, 4]) await overlay.share(peer(at), { names: ['one a', 'two a', `only ${at}`] });
    const queries = ['one', 'two', 'a', 'one', 'only 3'];
    const found = await Promise.all(queries.map((query) => search(overlay, peer(0), query)));
    for (const [
      index,
      {
        anatomy,
        search: { query },
      },
    ] of found.entries()) {
      expect(query).toBe(queries[index]);
      expect(anatomy.recall).toBe(1);
      const files = anatomy.answers.flatMap((answer) => answer.files);
      expect(files.every((name) => query.split(' ').every((word) => name.includes(word)))).toBe(true);
    }
  });
});

it('twenty peers: the anatomy kept beside is the one that the raw events make', async () => {
  const { overlay, events, peers, peer } = await lab(20, 'random');
  for (const [index, id] of peers.entries()) {
    await overlay.share(id, { names: [`Song ${index}`, index % 3 === 0 ? 'Common one' : 'Other'] });
  }
  const kept = new Map<SearchId, unknown>();
  const strategies: SearchStrategy[] = [
    FLOOD,
    { kind: 'flood', timeToLive: 1 },
    { kind: 'expanding-ring', timeToLive: 3 },
    { kind: 'random-walk', walkers: 3, length: 8 },
  ];
  for (const strategy of strategies) {
    for (const query of ['common', 'nowhere', 'song 19']) {
      const found = await search(overlay, peer(4), query, strategy);
      kept.set(found.search.id, found.anatomy);
      expect(addressOf(found.search.peer).port).toBe(portOf(peer(4)));
    }
  }
  expect(anatomiesOf(events)).toEqual(kept);
  await until(overlay.log, () => [...overlay.log.state.searches.values()].every(({ outcome }) => outcome));
});
