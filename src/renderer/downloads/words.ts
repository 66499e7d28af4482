import type { Transfer } from '../../shared/network/state';
import { assertNever } from '../../shared/problem';
import { size } from '../words/count';

/** @returns how a download stands, in a word or two */
export function standingWords(transfer: Transfer): string {
  const { phase, octets, total } = transfer;
  const part = total === null || total === 0 ? 'asking…' : `${Math.floor((octets / total) * 100)} %`;
  switch (phase) {
    case 'running':
      // What is all there is checked before it is done.
      return total !== null && octets >= total ? 'verifying…' : part;
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

/** Ended because somebody wanted it so, which is no failure. */
export function wasCancelled({ phase, problem }: Transfer): boolean {
  return phase === 'failed' && problem?.code === 'cancelled';
}

/** @returns how much of it is here: "1.2 of 8.4 MB" */
export function sizeWords({ octets, total, phase }: Transfer): string {
  if (total === null) return '–';
  return phase === 'done' ? size(total) : `${size(octets)} of ${size(total)}`;
}
