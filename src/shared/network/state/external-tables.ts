import type { EventOf, NetworkEvent, PeerId } from '../events';

/** A change of an external peer's neighbour table, as the messages between it and a hosted peer tell. */
export type TableChange =
  | { readonly type: 'neighbour:added'; readonly peer: PeerId; readonly neighbour: PeerId }
  | Pick<EventOf<'neighbour:removed'>, 'type' | 'peer' | 'neighbour' | 'reason'>;

/** Its length is missing where the JOIN had none, and then it may end a line. */
const ACCEPTS = /^(?:\d{4} )?JOINOK 0\s*$/;

/**
 * What an event tells of the table of the other side, if that runs elsewhere. A peer takes another into its table with
 * JOINOK 0, whichever of them sent the JOIN, and a hosted peer does the same in that moment; LEAVE ends it. A LEAVE that
 * could not be sent, was not answered, or not believed, leaves open what the other side lists, so nothing is claimed of
 * it any longer.
 *
 * @returns the change that follows; who is external, and whether it is one, is for the caller to know
 */
export function tableChangeIn(event: NetworkEvent): TableChange | null {
  switch (event.type) {
    case 'neighbour:added':
      return { type: 'neighbour:added', peer: event.neighbour, neighbour: event.peer };
    case 'message:sent':
      if (event.observer === 'bootstrap') return null;
      // The same JOIN again, of a peer that stands in the table already: no entry changes here, but perhaps there.
      if (event.verb === 'JOINOK' && ACCEPTS.test(event.frame)) {
        return { type: 'neighbour:added', peer: event.to, neighbour: event.observer };
      }
      return event.verb === 'LEAVE' ? afterOurLeave(event.to, event.observer) : null;
    case 'message:undelivered':
      if (event.observer === 'bootstrap' || event.verb !== 'LEAVE') return null;
      return afterOurLeave(event.to, event.observer);
    case 'message:received':
      if (event.observer === 'bootstrap' || event.verb !== 'LEAVE') return null;
      return { type: 'neighbour:removed', peer: event.from, neighbour: event.observer, reason: 'we-left' };
    default:
      return null;
  }
}

function afterOurLeave(peer: PeerId, neighbour: PeerId): TableChange {
  return { type: 'neighbour:removed', peer, neighbour, reason: 'it-left' };
}
