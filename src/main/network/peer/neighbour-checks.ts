import pMap from 'p-map';
import type { PeerId } from '../../../shared/network/events';
import type { Problem } from '../../../shared/problem';
import { type Address, keyOf } from '../../../shared/protocol/address';
import type { Settings } from '../../../shared/settings/settings';
import { type Runtime, sleep } from '../../runtime/runtime';
import type { Requests } from '../node/requests';
import type { JoinLeave } from './join-leave';
import type { NeighbourTable } from './neighbour-table';

/** Neighbours asked at once. */
const MAX_CHECKS = 8;
/** Milliseconds between two looks at the settings while they switch the checks off. */
const IDLE_INTERVAL_MS = 5_000;
/** Milliseconds until a neighbour that does not answer is tried once more. */
const CONFIRMATION_MS = 500;
/** Rounds that are left out at most after requests for more neighbours that brought none. */
const MAX_SKIPPED_ROUNDS = 8;

export interface NeighbourCheckOptions {
  readonly runtime: Runtime;
  readonly self: PeerId;
  readonly table: NeighbourTable;
  readonly joinLeave: JoinLeave;
  readonly requests: Requests;
  readonly settings: () => Pick<Settings, 'neighbourCheckS' | 'neighbourFloor'>;
  /** Whether an address is, or was, a peer of this process, which knows PING. */
  readonly isLocal: (address: Address) => boolean;
  /** Whether an external peer is known to have ended. It is probed by the lab as a whole, in the ways that it knows. */
  readonly isGone: (peer: PeerId) => boolean;
  /** Whether this peer wants neighbours besides those that it has been given. */
  readonly seeksNeighbours: () => boolean;
  /** Asks the bootstrap server for other neighbours and JOINs them. */
  readonly findNeighbours: () => Promise<void>;
}

/**
 * Makes sure from time to time that each neighbour is still there: by PING in one round, and in the next one by the
 * same JOIN again, since a neighbour that was restarted no longer lists this peer. Those that are gone are removed.
 * Then, below the floor of the settings, the bootstrap server is asked for other neighbours.
 *
 * @param end given when the sockets are closed; until then it does not return
 */
export async function checkNeighbours(options: NeighbourCheckOptions, end: AbortSignal): Promise<void> {
  const { table, settings, seeksNeighbours, findNeighbours, runtime } = options;
  const random = runtime.random.fork(`checks of ${options.self}`);
  let skipped = 0;
  let toSkip = 0;
  let sizeBefore = 0;
  for (let round = 1; !end.aborted; round += 1) {
    const { neighbourCheckS: seconds } = settings();
    // Spread out, so that the peers of a lab do not all check in the same instant.
    await sleep(runtime, seconds === 0 ? IDLE_INTERVAL_MS : seconds * 1_000 * (0.5 + random() / 2), end);
    if (seconds === 0 || end.aborted) continue;
    const renews = round % 2 === 0;
    await pMap(table.addresses(), async (other) => end.aborted || check(options, other, renews, end), {
      concurrency: MAX_CHECKS,
    });
    if (end.aborted || table.size >= settings().neighbourFloor || !seeksNeighbours()) continue;
    // There may be nobody else: then the bootstrap server is asked less and less often.
    if (table.size !== sizeBefore) toSkip = 0;
    skipped += 1;
    if (skipped <= toSkip) continue;
    const size = table.size;
    await findNeighbours();
    skipped = 0;
    toSkip = table.size > size ? 0 : Math.min(Math.max(1, toSkip * 2), MAX_SKIPPED_ROUNDS);
    sizeBefore = table.size;
  }
}

async function check(
  { table, joinLeave, requests, isLocal, isGone, runtime }: NeighbourCheckOptions,
  other: Address,
  renews: boolean,
  end: AbortSignal,
): Promise<void> {
  if (!isLocal(other)) {
    if (isGone(keyOf(other))) table.remove(other, 'unreachable');
    return;
  }
  const asked = await (renews ? joinLeave.renew(other) : requests.ask(other, { verb: 'PING' }, end));
  if (asked.ok || !isSilence(asked.error)) return;
  await sleep(runtime, CONFIRMATION_MS, end);
  // A peer that is only slow still takes connections.
  const reached = await requests.reach(other, end);
  if (!reached.ok && isSilence(reached.error)) table.remove(other, 'unreachable');
}

function isSilence({ code }: Problem): boolean {
  return code === 'no-answer';
}
