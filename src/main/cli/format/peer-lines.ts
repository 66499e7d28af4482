import type { EventOf, NetworkEvent, PeerId } from '../../../shared/network/events';
import { type Address, type AddressKey, keyOf } from '../../../shared/protocol/address';
import { CODE } from '../../../shared/protocol/message';
import { printable } from '../../../shared/text/printable';
import {
  droppedLine,
  ignoredLine,
  messageLines,
  refusedLine,
  rejectedLine,
  undeliveredLine,
} from './event-lines';
import { messageIn, type NameOf, namesOffered } from './message-words';

const REMOVAL_REASONS: Readonly<Record<EventOf<'neighbour:removed'>['reason'], string>> = {
  'it-left': 'it left',
  'we-left': 'left by us',
  crashed: 'the table went with the sockets',
  unreachable: 'it takes no connection any longer',
  'one-sided': 'it did not list this peer any longer, and refused to',
};

/**
 * What the events of one peer say to whoever watches it in a terminal. It remembers the names that it was told.
 *
 * @returns a function that is given each event in order and returns its lines
 */
export function peerReport(
  self: { readonly id: PeerId; readonly name: string },
  bootstrap: Address,
): (event: NetworkEvent) => string[] {
  const names = new Map<AddressKey, string>([[keyOf(bootstrap), 'Bootstrap Server']]);
  const nameOf: NameOf = (address) => {
    const name = names.get(address);
    return name === undefined ? address : `${name} (${address})`;
  };
  const neighbours = new Set<PeerId>();
  const table = () => `neighbours: [${[...neighbours].map((id) => names.get(id) ?? id).join(', ')}]`;
  let offered: string[] = [];
  let registered = false;
  let problem = '';

  const entered = ({ phase, registered: now }: EventOf<'peer:phase-changed'>): string[] => {
    const lines: string[] = [];
    // The words that this network's programs have always said.
    if (now && !registered)
      lines.push(`Node registered with Bootstrap Server: Neighbors - [${offered.join(', ')}]`);
    if (phase === 'left') lines.push(`${self.name} has left`);
    if (now) problem = '';
    registered = now;
    return lines;
  };

  const linesOf = (event: NetworkEvent): string[] => {
    switch (event.type) {
      case 'peer:added':
        return [`${self.name} listens on ${self.id}, TCP and UDP. Ctrl-C ends it.`];
      case 'peer:renamed':
        return [`${event.previousName} is named ${event.name} from now on.`];
      case 'peer:phase-changed':
        return entered(event);
      case 'peer:problem': {
        // A server that is down is asked again and again; that it is down is said once.
        const again = event.problem.sentence === problem;
        problem = event.problem.sentence;
        return again ? [] : [problem];
      }
      case 'neighbour:added':
        neighbours.add(event.neighbour);
        return [`${nameOf(event.neighbour)} is a neighbour now; ${table()}`];
      case 'neighbour:removed':
        neighbours.delete(event.neighbour);
        return [
          `${nameOf(event.neighbour)} is no neighbour any longer (${REMOVAL_REASONS[event.reason]}); ${table()}`,
        ];
      case 'message:received': {
        const message = messageIn(event.frame);
        if (message?.verb === 'REGOK' && message.code === CODE.ok) {
          offered = namesOffered(message);
          for (const { address, name } of message.offers)
            if (name !== undefined) names.set(keyOf(address), name);
        }
        return messageLines(event, nameOf);
      }
      case 'message:sent':
        return messageLines(event, nameOf);
      case 'message:undelivered':
        return [undeliveredLine(event, nameOf)];
      case 'frame:rejected':
        return [rejectedLine(event, nameOf)];
      case 'sender:ignored':
        return [ignoredLine(event, nameOf)];
      case 'request:refused':
        return [refusedLine(event, nameOf)];
      case 'connection:dropped':
        return [droppedLine(event, nameOf)];
      default:
        return [];
    }
  };
  return (event) => linesOf(event).map(printable);
}
