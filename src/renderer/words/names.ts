import type { Observer, PeerId } from '../../shared/network/events';
import { nameAt } from '../../shared/network/state/identity';
import type { NetworkState } from '../../shared/network/state/state';
import { printable } from '../../shared/text/printable';

/** Tells what to call an address or an observer on the screen. */
export type NameOf = (who: Observer) => string;

/**
 * Names as the network knows them now, fit for one line of the screen; an address that is no peer (any more) is shown as it is.
 */
export function namesIn(network: NetworkState): NameOf {
  return (who) => {
    if (who === 'bootstrap' || who === network.bootstrap.address) return 'Bootstrap';
    return printable(network.peers.get(who)?.name ?? who);
  };
}

/**
 * Names as they were when something happened: an address is called as who had it then was called then, whoever has it now.
 *
 * @param seq number of the event that is told
 */
export function namesAt(network: NetworkState, seq: number): NameOf {
  return (who) => {
    if (who === 'bootstrap' || who === network.bootstrap.address) return 'Bootstrap';
    return printable(nameAt(network.identities, who, seq) ?? who);
  };
}

/** @returns the port of a peer's address, as text */
export function portOf(id: PeerId): string {
  return id.slice(id.lastIndexOf(':') + 1);
}
