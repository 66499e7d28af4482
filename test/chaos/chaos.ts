import type { Overlay } from '../../src/main/network/overlay/overlay';
import { type Random, randomInt, seeded } from '../../src/main/runtime/random';
import { sleep, timeLimit } from '../../src/main/runtime/runtime';
import type { PeerId } from '../../src/shared/network/events';
import type { PeerState } from '../../src/shared/network/state/state';
import { faultsOf } from './end-state';

/** Commands in progress at once. */
const HANDS = 8;
/** Downloads that are not whole at once: each is some megabytes. */
const MAX_DOWNLOADS = 3;
/** Milliseconds between two looks at whether the network has come to rest. */
const LOOK_INTERVAL_MS = 100;

/** What is done at random, and how often: more arrivals than departures, so that there is a network. */
const ACTIONS = {
  add: 4,
  crash: 2,
  restart: 2,
  remove: 2,
  leave: 1,
  join: 2,
  connect: 1,
  disconnect: 1,
  search: 4,
  download: 1,
} as const;
type Action = keyof typeof ACTIONS;
const DRAW: readonly Action[] = (Object.keys(ACTIONS) as Action[]).flatMap((action) =>
  Array<Action>(ACTIONS[action]).fill(action),
);

export interface ChaosOptions {
  /** The same seed draws the same commands; what comes of them depends on the machine, too. */
  readonly seed: number;
  readonly seconds: number;
  /** Milliseconds between two commands of each of eight hands, at most. */
  readonly pauseMs: number;
  /** The number of peers stays between these. */
  readonly minPeers: number;
  readonly maxPeers: number;
  /** Seconds that the bootstrap server runs between two stops, and is down, at most. */
  readonly serverUpS: number;
  readonly serverDownS: number;
  /** Seconds that the network has for coming to rest afterwards. */
  readonly settleS: number;
}

export interface ChaosOutcome {
  /** What is wrong at the end; nothing, if all is well. */
  readonly faults: readonly string[];
  readonly commands: Readonly<Record<Action, number>>;
  readonly serverStops: number;
  readonly peersLeft: number;
  /** Seconds until the network was whole again. */
  readonly settledAfterS: number;
}

/**
 * Does at random what people and failures do to a lab: peers are added, crash, restart, leave and are removed, the
 * bootstrap server stops and starts, while others search and download. Then it waits for the network to become whole
 * by itself.
 */
export async function chaos(overlay: Overlay, options: ChaosOptions): Promise<ChaosOutcome> {
  const commands: Record<Action, number> = {
    ...{ add: 0, crash: 0, restart: 0, remove: 0, leave: 0 },
    ...{ join: 0, connect: 0, disconnect: 0, search: 0, download: 0 },
  };
  await overlay.addPeers({ count: options.minPeers, wiring: 'offered', seed: options.seed });
  const { runtime } = overlay.log;
  const end = timeLimit(runtime, options.seconds * 1_000).signal;
  const hand = async (_: unknown, index: number) => {
    const random = seeded(options.seed * HANDS + index);
    while (!end.aborted) {
      const action = DRAW[randomInt(DRAW.length, random)] ?? 'add';
      if (await carryOut(overlay, action, random, options)) commands[action] += 1;
      await sleep(runtime, random() * options.pauseMs, end);
    }
  };
  const stops = stopAndStartServer(overlay, options, end);
  await Promise.all(Array.from({ length: HANDS }, hand));
  const serverStops = await stops;

  const start = overlay.log.runtime.now();
  await restore(overlay, seeded(options.seed));
  const limit = start + options.settleS * 1_000;
  const faults = [...(await wholeAgain(overlay, limit)), ...(await unfinished(overlay, limit))];
  const settledAfterS = (overlay.log.runtime.now() - start) / 1_000;
  const works = faults.length > 0 ? [] : await doesNotWork(overlay, seeded(options.seed + 1));
  return {
    faults: [...faults, ...works],
    ...{ commands, serverStops, settledAfterS },
    peersLeft: overlay.log.state.peers.size,
  };
}

/** @returns whether there was something to do it to */
async function carryOut(
  overlay: Overlay,
  action: Action,
  random: Random,
  { minPeers, maxPeers }: ChaosOptions,
): Promise<boolean> {
  const { state } = overlay.log;
  const one = draw(state.peers.values(), random);
  const other = draw(state.peers.values(), random);
  if (!one || !other) return false;
  switch (action) {
    case 'add':
      if (state.peers.size >= maxPeers) return false;
      await overlay.addPeers({ count: 1 + randomInt(3, random), wiring: 'offered' });
      return true;
    case 'remove':
      if (state.peers.size <= minPeers) return false;
      await overlay.remove(one.id);
      return true;
    case 'connect':
      // One that has left and is made to JOIN a peer of choice is joined and not registered: so it was asked for.
      if (one.phase !== 'joined') return false;
      await overlay.connect(one.id, other.id);
      return true;
    case 'disconnect':
      await overlay.disconnect(one.id, draw(one.neighbours.keys(), random) ?? other.id);
      return true;
    case 'search':
      return overlay.searches.start({ peer: one.id, query: nameOf(other, random) }).ok;
    case 'download': {
      const open = [...state.transfers.values()].filter(
        ({ phase }) => phase !== 'done' && phase !== 'failed',
      );
      if (open.length >= MAX_DOWNLOADS) return false;
      return overlay.downloads.start({ peer: one.id, name: nameOf(other, random) }).ok;
    }
    default:
      await overlay.act(one.id, action);
      return true;
  }
}

/** @returns how often the bootstrap server was stopped; it may be down in the end */
async function stopAndStartServer(
  overlay: Overlay,
  { seed, serverUpS, serverDownS }: ChaosOptions,
  end: AbortSignal,
): Promise<number> {
  const random = seeded(seed - 1);
  let stops = 0;
  while (!end.aborted) {
    await sleep(overlay.log.runtime, random() * serverUpS * 1_000, end);
    if (end.aborted) break;
    if ((await overlay.stopBootstrap()).ok) stops += 1;
    await sleep(overlay.log.runtime, random() * serverDownS * 1_000, end);
    if (!end.aborted) await overlay.startBootstrap();
  }
  return stops;
}

/** Starts the bootstrap server, half of the crashed peers, and half of those that have left. */
async function restore(overlay: Overlay, random: Random): Promise<void> {
  if (overlay.log.state.bootstrap.phase === 'stopped') await overlay.startBootstrap();
  for (const { id, phase } of [...overlay.log.state.peers.values()]) {
    if (phase === 'crashed' && random() < 0.5) await overlay.act(id, 'restart');
    if (phase === 'left' && random() < 0.5) await overlay.act(id, 'join');
  }
}

/**
 * Waits until nobody lists a crashed peer any longer, removes those from the lab, since their entries of the registry
 * are theirs until then, and waits until the rest is whole.
 */
async function wholeAgain(overlay: Overlay, limit: number): Promise<string[]> {
  const isCrashed = (id: PeerId) => overlay.log.state.peers.get(id)?.phase === 'crashed';
  const listed = () => [...overlay.tables().values()].flat().filter(isCrashed);
  while (listed().length > 0 && overlay.log.runtime.now() < limit)
    await sleep(overlay.log.runtime, LOOK_INTERVAL_MS);
  const stale = listed();
  for (const { id, phase } of [...overlay.log.state.peers.values()]) {
    if (phase === 'crashed') await overlay.remove(id);
  }
  while (faultsOf(overlay).length > 0 && overlay.log.runtime.now() < limit)
    await sleep(overlay.log.runtime, LOOK_INTERVAL_MS);
  return [
    ...(stale.length > 0 ? [`crashed peers were still listed: ${stale.slice(0, 5).join(', ')}`] : []),
    ...faultsOf(overlay),
  ];
}

/** Waits for the searches and downloads in progress. Downloads that wait for a holder that is gone are cancelled. */
async function unfinished(overlay: Overlay, limit: number): Promise<string[]> {
  const { state } = overlay.log;
  const searchClient = () => [...state.searches.values()].filter(({ outcome }) => outcome === null);
  const loading = () => [...state.transfers.values()].filter(({ phase }) => phase === 'running');
  while (searchClient().length + loading().length > 0 && overlay.log.runtime.now() < limit) {
    await sleep(overlay.log.runtime, LOOK_INTERVAL_MS);
  }
  for (const { id, phase } of [...state.transfers.values()]) {
    if (phase === 'paused') await overlay.downloads.cancel(id);
  }
  const [searches, downloads] = [searchClient(), loading()];
  return [
    ...(searches.length > 0 ? [`searches did not end: ${searches.map(({ id }) => id).join(', ')}`] : []),
    ...(downloads.length > 0 ? [`downloads did not end: ${downloads.map(({ id }) => id).join(', ')}`] : []),
  ];
}

/** Fetches one file over the network as it is at the end. */
async function doesNotWork(overlay: Overlay, random: Random): Promise<string[]> {
  const joined = [...overlay.log.state.peers.values()].filter(({ phase }) => phase === 'joined');
  const [peer, holder] = [draw(joined, random), draw(joined, random)];
  if (!peer || !holder) return ['nobody is joined at the end'];
  const search = overlay.searches.start({ peer: peer.id, query: nameOf(holder, random) });
  const download = overlay.downloads.start({ name: nameOf(holder, random) });
  if (!search.ok || !download.ok) return ['a search or a download could not be started at the end'];
  const ended = await overlay.searches.ended(search.value.id);
  await overlay.downloads.settled(download.value);
  const phase = overlay.log.state.transfers.get(download.value)?.phase;
  return [
    ...(ended.ok && ended.value.search.outcome === (joined.length === 1 ? 'nobody' : 'complete')
      ? []
      : ['the last search did not complete']),
    ...(phase === 'done' ? [] : [`the last download is ${phase}`]),
  ];
}

function draw<T>(items: Iterable<T>, random: Random): T | undefined {
  const all = [...items];
  return all[randomInt(all.length, random)];
}

/** @returns a file that the peer shares; it may have been removed since */
function nameOf(peer: PeerState, random: Random): string {
  return draw(peer.files.keys(), random) ?? 'nothing';
}
