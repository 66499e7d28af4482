import { expect, it } from 'vitest';
import type { Overlay, PeerAction } from '../../src/main/network/overlay/overlay';
import { type Random, randomInt, seeded } from '../../src/main/runtime/random';
import type { NetworkEvent, PeerId } from '../../src/shared/network/events';
import { addPeers, startLab } from '../support/lab';
import { heldResources, leftOver } from '../support/leftovers';

/** Seconds of churn: `npm run soak` asks for 60. */
const SECONDS = Number(process.env['SYNCPULSE_SOAK_SECONDS'] ?? 8);
const PEERS = 100;
/** Commands under way at once, as if several people had one network in their hands. */
const HANDS = 8;

/** What is done to a peer at random: more coming than going, so that the network stays one. */
const ACTIONS: readonly PeerAction[] = ['join', 'join', 'restart', 'restart', 'leave', 'crash'];

it(
  `keeps every table as the events tell it, through ${SECONDS} s of joins, leaves and crashes`,
  async () => {
    const before = heldResources();
    const overlay = await startLab({ requestTimeoutMs: 300, requestRetries: 1 });
    const told = tablesFromEvents(overlay);
    const peers = await addPeers(overlay, PEERS);

    const random = seeded(20_261_123);
    const end = performance.now() + SECONDS * 1_000;
    const done = await Promise.all(Array.from({ length: HANDS }, () => churn(overlay, peers, random, end)));
    expect(done.reduce((sum, count) => sum + count)).toBeGreaterThan(SECONDS * HANDS);
    const phases = new Set([...overlay.log.state.peers.values()].map(({ phase }) => phase));
    expect(phases).toContain('joined');

    // Every command has been answered; what one peer said last may still be on its way to another.
    await quiet(overlay);
    const believed = [...overlay.tables()].map(([id, table]) => [id, [...table].sort()]);
    expect(believed).toEqual(peers.map((id) => [id, [...(told.get(id) ?? [])].sort()]));
    expect(believed).toEqual(
      peers.map((id) => [id, [...(overlay.log.state.peers.get(id)?.neighbours.keys() ?? [])].sort()]),
    );

    await overlay.stop();
    expect(await leftOver(before)).toEqual({});
  },
  (SECONDS + 40) * 1_000,
);

/** Folds the events by itself, so that the reducer is not judged by the reducer. */
function tablesFromEvents({ log }: Overlay): ReadonlyMap<PeerId, ReadonlySet<PeerId>> {
  const tables = new Map<PeerId, Set<PeerId>>();
  log.subscribe((event: NetworkEvent) => {
    if (event.type === 'peer:added') tables.set(event.peer, new Set());
    if (event.type === 'neighbour:added') tables.get(event.peer)?.add(event.neighbour);
    if (event.type === 'neighbour:removed') tables.get(event.peer)?.delete(event.neighbour);
  });
  return tables;
}

async function churn(
  overlay: Overlay,
  peers: readonly PeerId[],
  random: Random,
  end: number,
): Promise<number> {
  let done = 0;
  while (performance.now() < end) {
    const peer = peers[randomInt(peers.length, random)];
    const action = ACTIONS[randomInt(ACTIONS.length, random)];
    // Many are refused (a crashed peer cannot leave): those, too, must leave every table as it was.
    if (peer && action) await overlay.act(peer, action);
    done += 1;
  }
  return done;
}

/** Resolves when no peer has changed its table for half a second. */
function quiet({ log }: Overlay): Promise<void> {
  return new Promise((resolve) => {
    const rest = () => {
      unsubscribe();
      resolve();
    };
    let timer = setTimeout(rest, 500);
    const unsubscribe = log.subscribe(({ type }) => {
      if (!type.startsWith('neighbour:') && type !== 'peer:phase-changed') return;
      clearTimeout(timer);
      timer = setTimeout(rest, 500);
    });
  });
}
