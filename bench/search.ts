import { readFile } from 'node:fs/promises';
import { Overlay } from '../src/main/network/overlay/overlay';
import type { EndedSearch } from '../src/main/network/search/searches';
import { randomInt, seeded } from '../src/main/runtime/random';
import type { PeerId } from '../src/shared/network/events';
import { DEFAULT_SETTINGS } from '../src/shared/settings/settings';
import type { SearchStrategy, StrategyKind } from '../src/shared/strategy';
import { quantile, type Row } from './figures';

const PEERS = 200;
const ASKERS = 5;
const SEED = 2010;
/** Share of the peers that hold what is called common. */
const COMMON = 0.05;
/** How many times fewer messages rings or walks are to need than the flood, for what is common. */
const AIM = 5;

const STRATEGIES: Readonly<Record<StrategyKind, SearchStrategy>> = {
  flood: { kind: 'flood', timeToLive: DEFAULT_SETTINGS.timeToLive },
  'expanding-ring': { kind: 'expanding-ring', timeToLive: DEFAULT_SETTINGS.timeToLive },
  'random-walk': {
    kind: 'random-walk',
    walkers: DEFAULT_SETTINGS.walkers,
    length: DEFAULT_SETTINGS.walkLength,
  },
};

/**
 * What the three strategies cost and find on 200 peers with uniform random links, each holding 3 to 5 of the 20 names:
 * 50 queries from each of 5 random peers, one after the other, the same for all. Every figure is from the real messages.
 */
export async function benchSearch(): Promise<Row[]> {
  const overlay = new Overlay({ settings: { ...DEFAULT_SETTINGS, bootstrapPort: 0, firstPeerPort: 0 } });
  await overlay.start();
  const added = await overlay.addPeers({ count: PEERS, wiring: 'random', seed: SEED });
  if (!added.ok) throw new Error(added.error.sentence);
  const queries = (await readFile('resources/queries.txt', 'utf8')).split('\n').filter((line) => line !== '');
  const askers = drawn(added.value.peers);
  const results = new Map<StrategyKind, EndedSearch[]>();
  for (const [kind, strategy] of Object.entries(STRATEGIES)) {
    const ended: EndedSearch[] = [];
    for (const peer of askers) {
      for (const query of queries) ended.push(await search(overlay, peer, query, strategy));
    }
    results.set(kind as StrategyKind, ended);
  }
  await overlay.stop();
  const flooded = mean((results.get('flood') ?? []).filter(isCommon).map(messagesOf));
  return [...results].flatMap(([kind, ended]) => rowsOf(kind, ended, flooded));
}

async function search(
  overlay: Overlay,
  peer: PeerId,
  query: string,
  strategy: SearchStrategy,
): Promise<EndedSearch> {
  const started = overlay.searches.start({ peer, query, strategy });
  if (!started.ok) throw new Error(started.error.sentence);
  const ended = await overlay.searches.ended(started.value.id);
  if (!ended.ok) throw new Error(ended.error.sentence);
  return ended.value;
}

function drawn(peers: readonly PeerId[]): PeerId[] {
  const random = seeded(SEED);
  const left = [...peers];
  return Array.from({ length: ASKERS }, () => left.splice(randomInt(left.length, random), 1)).flat();
}

function rowsOf(kind: StrategyKind, ended: readonly EndedSearch[], flooded: number): Row[] {
  const findable = ended.filter(({ anatomy }) => anatomy.holders.length > 0);
  const common = ended.filter(isCommon);
  const found = common.filter(({ anatomy }) => anatomy.answers.length > 0);
  const answers = ended.flatMap(({ anatomy }) => anatomy.answers);
  const first = ended.flatMap(({ anatomy }) => anatomy.answers.slice(0, 1)).map(({ latencyMs }) => latencyMs);
  const each = answers.map(({ latencyMs }) => latencyMs);
  const hops = answers.map((answer) => answer.hops);
  const share = (values: readonly (number | null)[]) =>
    100 * mean(values.filter((value): value is number => value !== null));
  const times = flooded / mean(common.map(messagesOf));
  const row = (what: string, measured: number, unit: string): Row => ({
    what: `${kind}: ${what}`,
    measured,
    unit,
  });
  return [
    row('messages a search', mean(ended.map(messagesOf)), 'messages'),
    row('redundancy', share(ended.map(({ anatomy }) => anatomy.redundancy)), '% of the questions'),
    row('recall', share(findable.map(({ anatomy }) => anatomy.recall)), '% of the holders'),
    row('hops of an answer, mean', mean(hops), 'hops'),
    row('hops of an answer, p95', quantile(hops, 0.95), 'hops'),
    row('first answer, p50', quantile(first, 0.5), 'ms'),
    row('first answer, p95', quantile(first, 0.95), 'ms'),
    row('every answer, p50', quantile(each, 0.5), 'ms'),
    row('every answer, p95', quantile(each, 0.95), 'ms'),
    row(`common files (${COMMON * 100} % of peers) found`, (100 * found.length) / common.length, '%'),
    {
      ...row('messages for what is common', mean(common.map(messagesOf)), 'messages'),
      ...(kind !== 'flood' && {
        baseline: flooded,
        aim: { words: `${AIM} times fewer than the flood, ${times.toFixed(1)} are`, reached: times >= AIM },
      }),
    },
  ];
}

function isCommon({ anatomy }: EndedSearch): boolean {
  return anatomy.holders.length >= COMMON * PEERS;
}

function messagesOf({ anatomy }: EndedSearch): number {
  return Object.values(anatomy.messages).reduce((sum, count) => sum + count, 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
