import type { NetworkEvent } from '../../../shared/network/events';
import type { Address } from '../../../shared/protocol/address';
import {
  droppedLine,
  ignoredLine,
  messageLines,
  refusedLine,
  rejectedLine,
  undeliveredLine,
} from '../format/event-lines';
import { messageIn, type NameOf } from '../format/message-words';

const byAddress: NameOf = (address) => address;

/** @returns the lines for an event of the console's own peer; none where the event adds nothing */
export function consoleLines(event: NetworkEvent): string[] {
  switch (event.type) {
    case 'message:sent':
    case 'message:received':
      return messageLines(event, byAddress);
    case 'message:undelivered':
      return [undeliveredLine(event, byAddress)];
    case 'frame:rejected':
      return [rejectedLine(event, byAddress)];
    case 'sender:ignored':
      return [ignoredLine(event, byAddress)];
    case 'request:refused':
      return [refusedLine(event, byAddress)];
    case 'connection:dropped':
      return [droppedLine(event, byAddress)];
    case 'neighbour:added':
      return [`${event.neighbour} is a neighbour now`];
    case 'neighbour:removed':
      return [`${event.neighbour} is no longer a neighbour`];
    default:
      return [];
  }
}

/** @returns the addresses in an event, for completion when an address is typed */
export function offersIn(event: NetworkEvent): readonly Address[] {
  if (event.type !== 'message:received' || event.verb !== 'REGOK') return [];
  const message = messageIn(event.frame);
  return message?.verb === 'REGOK' ? message.offers.map(({ address }) => address) : [];
}
