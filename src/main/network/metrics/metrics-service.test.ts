import { test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { anyHistory } from '../../../../test/support/arbitrary-events';
import { addPeers, startLab } from '../../../../test/support/lab';
import { recount } from '../../../../test/support/recount';
import type { EventBody, NetworkEvent, PeerId, SearchId } from '../../../shared/network/events';
import { Metrics } from '../../../shared/network/metrics/metrics';
import type { MetricsReport } from '../../../shared/network/metrics/metrics-schema';
import { searchesCsv } from '../../../shared/network/metrics/metrics-tables';
import { recallOf, redundancyOf } from '../../../shared/network/metrics/search-stats';
import { anatomiesOf } from '../../../shared/network/search/anatomy';
import { reduce } from '../../../shared/network/state/reduce';
import { emptyState } from '../../../shared/network/state/state';
import type { SearchStrategy } from '../../../shared/strategy';
import type { Overlay } from '../overlay/overlay';

const STRATEGIES: readonly SearchStrategy[] = [
  { kind: 'flood', timeToLive: 3 },
  { kind: 'expanding-ring', timeToLive: 3 },
  { kind: 'random-walk', walkers: 2, length: 6 },
];

async function searchingLab(): Promise<{ overlay: Overlay; peers: PeerId[]; events: NetworkEvent[] }> {
  const overlay = await startLab();
  const events: NetworkEvent[] = [];
  overlay.log.subscribe((event) => events.push(event));
  const peers = await addPeers(overlay, 12, 'random');
  for (const strategy of STRATEGIES) {
    for (const query of ['Twilight', 'windows', 'nobody has this', 'Twilight']) {
      const started = overlay.searches.start({ peer: peers[0] as PeerId, query, strategy });
      if (!started.ok) throw new Error(started.error.sentence);
      await overlay.searches.ended(started.value.id);
    }
  }
  return { overlay, peers, events };
}

test('each search costs what its anatomy tells, whatever its strategy', async () => {
  const { overlay, events } = await searchingLab();
  const anatomies = anatomiesOf(events);
  const { searches } = overlay.metrics.detail();
  expect(searches).toHaveLength(12);
  for (const search of searches) {
    const anatomy = anatomies.get(search.search);
    const { SER = 0, SEROK = 0, NEIGH = 0, NEIGHOK = 0 } = anatomy?.messages ?? {};
    expect(search.messages).toBe(SER + SEROK + NEIGH + NEIGHOK);
    expect(search.received).toBe(anatomy?.arrived);
    expect(search.reached).toBe(anatomy?.reached.length);
    expect(redundancyOf(search)).toBe(anatomy?.redundancy);
    expect(recallOf(search)).toBe(anatomy?.recall);
    expect(search.answers.map(({ holder }) => holder)).toEqual(anatomy?.answers.map(({ holder }) => holder));
    expect(search.outcome).not.toBeNull();
  }
  expect(searches.some(({ answers }) => answers.length > 0)).toBe(true);
});

test('each peer costs what its events tell, and forwards and answers for others', async () => {
  const { overlay, peers, events } = await searchingLab();
  const again = recount(events);
  const { state } = overlay.log;
  const { peers: costs } = overlay.metrics.detail();
  expect(costs.map(({ peer }) => peer).sort()).toEqual([...peers].sort());
  for (const cost of costs) {
    expect(cost.messagesIn + cost.messagesOut).toBe(again.messagesOf.get(cost.peer));
    expect(cost.bytesIn + cost.bytesOut).toBe(again.bytesOf.get(cost.peer));
    expect(cost.in).toEqual(state.peers.get(cost.peer)?.traffic.in);
    expect(cost.out).toEqual(state.peers.get(cost.peer)?.traffic.out);
    expect(cost.degree).toBe(state.peers.get(cost.peer)?.neighbours.size);
    const own = cost.peer === peers[0] ? (cost.out.SER ?? 0) : 0;
    expect(cost.forwarded).toBe((cost.out.SER ?? 0) - own);
    const withFiles = events.filter(
      (event) =>
        event.type === 'message:sent' && event.observer === cost.peer && /SEROK [1-9]/.test(event.frame),
    );
    expect(cost.answered).toBe(withFiles.length);
  }
  expect(costs.reduce((sum, { forwarded }) => sum + forwarded, 0)).toBeGreaterThan(0);
});

test('a report counts every message once, in the second in which it was sent', async () => {
  const { overlay, events } = await searchingLab();
  const sent = events.filter(({ type }) => type === 'message:sent');
  const report = await first(overlay.metrics.watch());
  const counted = report.traffic.flatMap((second) => Object.values(second.sent));
  expect(counted.reduce((sum, one) => sum + one, 0)).toBe(sent.length);
  expect(report.searches).toMatchObject({ made: 12, running: 0 });
  // What is streamed stays small, however much was measured.
  expect(JSON.stringify(report).length).toBeLessThan(30_000);
});

test('a watcher is told at once, and again when something happened, until it goes', async () => {
  const overlay = await startLab();
  const end = new AbortController();
  const reports: MetricsReport[] = [];
  for await (const report of overlay.metrics.watch(end.signal)) {
    reports.push(report);
    if (reports.length === 1) await addPeers(overlay, 3);
    else if (report.peers === 3) end.abort();
  }
  expect(reports[0]?.peers).toBe(0);
  expect(reports.at(-1)?.figures.degree?.count).toBe(3);
});

test('searches are measured by strategy and time-to-live, and what was chosen is reported alone', async () => {
  const { overlay } = await searchingLab();
  const { groups } = overlay.metrics.detail().report;
  expect(groups).toEqual([
    { strategy: 'flood', timeToLive: 3, searches: 4 },
    { strategy: 'expanding-ring', timeToLive: 3, searches: 4 },
    { strategy: 'random-walk', timeToLive: 6, searches: 4 },
  ]);
  const all = overlay.metrics.detail();
  const walks = overlay.metrics.detail({ strategy: 'random-walk' });
  expect(walks.searches).toEqual(all.searches.filter(({ strategy }) => strategy === 'random-walk'));
  expect(walks.report.searches.made).toBe(4);
  expect(walks.report.figures.searchMessages?.count).toBe(4);
  expect(walks.report.groups).toEqual(groups);
  expect(walks.report.figures.peerMessages).toEqual(all.report.figures.peerMessages);
  expect(overlay.metrics.detail({ strategy: 'flood', timeToLive: 2 }).searches).toEqual([]);
});

test('after a reset everything is counted from then on, and every watcher is sent so', async () => {
  const { overlay, peers } = await searchingLab();
  const end = new AbortController();
  const made: number[] = [];
  for await (const report of overlay.metrics.watch(end.signal)) {
    made.push(report.searches.made);
    if (made.length === 1) overlay.metrics.reset();
    else if (report.searches.made === 0) end.abort();
  }
  expect(made[0]).toBe(12);
  const { peers: costs, searches } = overlay.metrics.detail();
  expect(searches).toEqual([]);
  expect(costs.map(({ peer }) => peer)).toEqual(peers);
  expect(costs.every(({ messagesIn, messagesOut }) => messagesIn + messagesOut === 0)).toBe(true);
});

test('a removed peer stays in the figures under its own name, whoever takes its address', async () => {
  const metrics = new Metrics(emptyState());
  const state = emptyState();
  const peer: PeerId = '10.0.0.1:1';
  let seq = 0;
  const add = (body: EventBody) => {
    seq += 1;
    const event = { ...body, seq, at: seq };
    reduce(state, event);
    metrics.add(event);
  };
  const message = { observer: peer, from: peer, to: '10.0.0.1:2', transport: 'tcp', deviations: [] } as const;
  const ping = () => add({ type: 'message:sent', ...message, verb: 'PING', bytes: 9, frame: '0009 PING' });
  add({ type: 'peer:added', peer, name: 'Node5', hosted: true });
  ping();
  ping();
  add({ type: 'peer:removed', peer });
  add({ type: 'peer:added', peer, name: 'Node13', hosted: true });
  ping();
  expect(metrics.detail(state).peers).toMatchObject([
    { peer, identity: 'n1', name: 'Node5', removed: true, messagesOut: 2, degree: 0 },
    { peer, identity: 'n2', name: 'Node13', removed: false, messagesOut: 1 },
  ]);
});

test('of what is over, only so much is kept', async () => {
  const metrics = new Metrics(emptyState());
  const asker = '10.0.0.1:1' as PeerId;
  const bodies = Array.from({ length: 2_100 }, (_, index) => `s${index + 1}` as const);
  for (const [index, search] of bodies.entries()) {
    const strategy = { kind: 'flood', timeToLive: 3 } as const;
    const at = index * 1_000;
    metrics.add({
      seq: index,
      at,
      type: 'search:started',
      search,
      peer: asker,
      query: 'a',
      strategy,
      timeToLive: 3,
    });
    const message = { observer: asker, from: asker, to: asker, transport: 'tcp', deviations: [] } as const;
    metrics.add({
      seq: index,
      at,
      type: 'message:sent',
      ...message,
      verb: 'PING',
      bytes: 9,
      frame: '0009 PING',
    });
  }
  const report = metrics.report({ ...emptyState(), at: 2_100_000 });
  expect(report.searches.made).toBe(2_000);
  expect(report.traffic.length).toBeLessThanOrEqual(121);
});

test('a search is told by who asked, whoever takes the address of the asker, in the table for a file too', () => {
  const peer = '127.0.0.1:5006';
  const state = emptyState();
  reduce(state, { type: 'peer:added', peer, name: 'Node5', hosted: true, seq: 1, at: 0 });
  const metrics = new Metrics(state);
  const strategy = { kind: 'flood', timeToLive: 3 } as const;
  const ask = (search: SearchId): EventBody => {
    return { type: 'search:started', search, peer, query: 'glee', strategy, timeToLive: 3 };
  };
  const history: EventBody[] = [
    ask('s1'),
    { type: 'peer:renamed', peer, name: 'anna', previousName: 'Node5' },
    { type: 'peer:removed', peer },
    { type: 'peer:added', peer, name: 'Node13', hosted: true },
    ask('s2'),
  ];
  for (const [index, body] of history.entries()) metrics.add({ ...body, seq: index + 2, at: 0 });
  const { searches } = metrics.detail(state);
  expect(searches.map(({ asker }) => asker)).toEqual([
    { identity: 'n1', name: 'Node5' },
    { identity: 'n2', name: 'Node13' },
  ]);
  const table = searchesCsv([{ name: 'lab', searches }]);
  expect(table).toContain(`lab,s1,${peer},Node5,n1,glee`);
  expect(table).toContain(`lab,s2,${peer},Node13,n2,glee`);
});

property.prop([anyHistory])('any history can be measured, from any point on', (history) => {
  const state = emptyState();
  const metrics = new Metrics(state);
  for (const [index, body] of history.entries()) {
    const event = { ...body, seq: index + 1, at: 1_000 + index } as NetworkEvent;
    reduce(state, event);
    metrics.add(event);
  }
  const late = new Metrics(state);
  for (const one of [metrics.detail(state), late.detail(state)]) {
    for (const search of one.searches) {
      expect(search.found).toBeLessThanOrEqual(search.holders);
      expect(search.reached).toBeLessThanOrEqual(search.received);
    }
    expect(one.report.figures.degree?.count ?? 0).toBe(
      [...state.peers.values()].filter(
        ({ hosted, phase }) => hosted && phase !== 'left' && phase !== 'crashed',
      ).length,
    );
  }
});

async function first<T>(items: AsyncIterable<T>): Promise<T> {
  for await (const item of items) return item;
  throw new Error('there was none');
}
