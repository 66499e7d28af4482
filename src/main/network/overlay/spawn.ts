import pMap from 'p-map';
import type { AddPeers } from '../../../shared/contract';
import type { PeerId, Place } from '../../../shared/network/events';
import { failed, ok, type Problem, type Result } from '../../../shared/problem';
import type { Runtime } from '../../runtime/runtime';
import type { EventSink } from '../log/event-log';
import type { Peer } from '../peer/peer';
import { edgesOf } from './topology';

/** Peers that open, register and join at once. More gain nothing on one thread, and need more descriptors. */
const MAX_CONCURRENT = 32;
/** Ports that a peer tries until one is not in the registry under another name. */
const PORT_TRIES = 8;
/** Milliseconds between two reports of progress. */
const REPORT_INTERVAL_MS = 100;

export interface SpawnOptions {
  readonly id: string;
  readonly input: AddPeers;
  readonly emit: EventSink;
  readonly random: () => number;
  readonly runtime: Runtime;
  /** Where each peer goes, in the order of the wiring; none where the layout decides. */
  readonly places?: readonly Place[] | undefined;
  /** Opens the next peer. */
  readonly open: (place: Place | undefined) => Promise<Result<Peer>>;
  /** Opens a peer on another port in place of one whose address the registry refused. */
  readonly replace: (peer: Peer, place: Place | undefined) => Promise<Result<Peer>>;
  /** Ends the adding; what exists stays. */
  readonly signal: AbortSignal;
}

export interface Spawned {
  readonly peers: readonly PeerId[];
  /** Why there are fewer than asked for. */
  readonly problem?: Problem;
}

/**
 * Adds many peers: each listens, registers and joins as wired. Peers that cannot join stay and say so; only a
 * peer that cannot even listen ends the addition, with what exists intact.
 */
export async function spawnPeers(options: SpawnOptions): Promise<Result<Spawned>> {
  const { id, input, emit, signal } = options;
  /** In the order of asking, not of opening: a seed that draws among them is to draw the same ones again. */
  const opened: Peer[] = [];
  let asked = 0;
  let listening = 0;
  let settled = 0;
  let reported = 0;
  let problem: Problem | undefined;
  const stop = new AbortController();
  const ending = AbortSignal.any([signal, stop.signal]);
  const progress = () => {
    const now = options.runtime.now();
    if (now - reported < REPORT_INTERVAL_MS) return;
    reported = now;
    emit({ type: 'spawn:progressed', addition: id, added: listening, settled });
  };
  const enter = input.wiring === 'offered' ? (peer: Peer) => peer.join() : (peer: Peer) => peer.register();

  emit({ type: 'spawn:started', addition: id, count: input.count });
  const addOne = async () => {
    const number = asked;
    asked += 1;
    const place = options.places?.[number] ?? input.place;
    const one = await options.open(place);
    if (!one.ok) {
      problem ??= one.error;
      return stop.abort();
    }
    opened[number] = one.value;
    listening += 1;
    progress();
    let entered = await enter(one.value);
    // A port that the user chose is the user's to change.
    for (let tries = 1; isTaken(entered) && input.port === undefined && tries < PORT_TRIES; tries += 1) {
      const refused = opened[number];
      if (!refused || ending.aborted) break;
      const other = await options.replace(refused, place);
      if (!other.ok) {
        delete opened[number];
        problem ??= other.error;
        return stop.abort();
      }
      opened[number] = other.value;
      entered = await enter(other.value);
    }
    settled += 1;
    progress();
  };
  // The first goes ahead alone: what it is offered is the network as it was, which the others are then tied to.
  await addOne();
  const others = Array.from({ length: input.count - 1 });
  await pMap(others, async () => ending.aborted || addOne(), { concurrency: MAX_CONCURRENT });
  // Who could not be opened left a hole.
  const peers = opened.filter((peer) => peer !== undefined);
  if (input.wiring !== 'offered' && !signal.aborted) await messageIo(peers, input.wiring, options);
  if (signal.aborted) {
    problem ??= failed(
      'cancelled',
      `Adding was cancelled after ${peers.length} of ${input.count} peers; they stay.`,
    ).error;
  }
  emit({ type: 'spawn:ended', addition: id, added: peers.length, ...(problem && { problem }) });
  if (peers.length === 0 && problem) return { ok: false, error: problem };
  return ok({ peers: peers.map((peer) => peer.id), ...(problem && { problem }) });
}

function isTaken(entered: Result): boolean {
  return !entered.ok && entered.error.code === 'address-taken';
}

/** Makes a wiring's links by real JOINs, and ties the first peer to the network that was there before. */
async function messageIo(
  peers: readonly Peer[],
  wiring: Exclude<AddPeers['wiring'], 'offered'>,
  { input, random, signal }: SpawnOptions,
): Promise<void> {
  const edges = edgesOf(wiring, { count: peers.length, degree: input.degree, rewire: input.rewire, random });
  // A hub is asked for by whoever chose the wiring: it has room for its links.
  const links = new Map<number, number>();
  for (const { from, to } of edges) {
    links.set(from, (links.get(from) ?? 0) + 1);
    links.set(to, (links.get(to) ?? 0) + 1);
  }
  await peers[0]?.join();
  for (const [place, count] of links) peers[place]?.makeRoom(count);
  await pMap(
    edges,
    async ({ from, to }) => {
      const other = peers[to];
      if (other && !signal?.aborted) await peers[from]?.connect(other.address);
    },
    { concurrency: MAX_CONCURRENT },
  );
}
