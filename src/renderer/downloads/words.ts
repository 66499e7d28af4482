import type { PeerId, Phase } from '../../shared/network/events';
import { identityAt } from '../../shared/network/state/identity';
import type { Transfer } from '../../shared/network/state/snapshot-schema';
import type { NetworkState } from '../../shared/network/state/state';
import { assertNever } from '../../shared/problem';
import { listed, size } from '../words/count';
import { namesAt } from '../words/names';

/** @returns how a download stands, in a word or two */
export function standingWords(network: NetworkState, transfer: Transfer): string {
  const { phase, bytes, total } = transfer;
  const waiting = waitingWords(network, transfer);
  if (waiting !== undefined) return waiting;
  const part = total === null || total === 0 ? 'asking…' : `${Math.floor((bytes / total) * 100)} %`;
  switch (phase) {
    case 'running':
      // What is all there is checked before it is done.
      return total !== null && bytes >= total ? 'verifying…' : part;
    case 'paused':
      return total === null ? 'paused' : `paused at ${part}`;
    case 'done':
      return 'saved';
    case 'failed':
      return wasCancelled(transfer) ? 'cancelled' : 'failed';
    default:
      return assertNever(phase);
  }
}

/** Phases in which a peer sends no file, and how they are called. */
const UNREACHABLE: Partial<Record<Phase, string>> = {
  crashed: 'crashed',
  suspended: 'suspended',
  left: 'left',
};
/** Holders that are named one by one. */
const MAX_NAMED = 3;

/** @returns "waiting for Node7 (crashed)", while none of the holders can send it; else undefined */
function waitingWords(network: NetworkState, transfer: Transfer): string | undefined {
  const { phase, waiting, holders, changedSeq } = transfer;
  const why = (id: PeerId) => {
    const peer = network.peers.get(id);
    if (peer === undefined) return 'not known any more';
    if (peer.identity !== identityAt(network.identities, id, changedSeq)) return 'removed';
    if (!peer.hosted && peer.silentSince !== undefined) return 'silent';
    return UNREACHABLE[peer.phase];
  };
  const none = holders.length > 0 && holders.every((id) => network.peers.has(id) && why(id) !== undefined);
  if (!waiting && !(phase === 'running' && none)) return undefined;
  const nameOf = namesAt(network, changedSeq);
  const named = holders.slice(0, MAX_NAMED).map((id) => `${nameOf(id)} (${why(id) ?? 'does not answer'})`);
  const more = holders.length - named.length;
  return `waiting for ${listed(more > 0 ? [...named, `${more} more`] : named)}`;
}

/** Ended because somebody wanted it so, which is no failure. */
export function wasCancelled({ phase, problem }: Transfer): boolean {
  return phase === 'failed' && problem?.code === 'cancelled';
}

/** @returns how much of it is here: "1.2 of 8.4 MB" */
export function sizeWords({ bytes, total, phase }: Transfer): string {
  if (total === null) return '–';
  return phase === 'done' ? size(total) : `${size(bytes)} of ${size(total)}`;
}
