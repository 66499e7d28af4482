import type { BootstrapState } from '../../shared/network/state/state';
import { assertNever } from '../../shared/problem';

/** @returns how the bootstrap server stands, in a word or two */
export function bootstrapStanding({ phase }: BootstrapState): string {
  switch (phase) {
    case 'running':
    case 'stopped':
      return phase;
    case 'failed':
      return 'not running';
    case 'elsewhere':
      return 'runs elsewhere';
    default:
      return assertNever(phase);
  }
}

/** @returns whether peers have a server to ask, here or elsewhere */
export function hasBootstrap({ phase }: BootstrapState): boolean {
  return phase === 'running' || phase === 'elsewhere';
}
