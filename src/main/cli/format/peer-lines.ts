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
  'we-left': 'this peer left',
  crashed: 'this peer crashed',
  unreachable: 'it no longer accepts connections',
  'one-sided': 'it no longer listed this peer, and refused to',
};

/**
 * Formats the events of one peer for a terminal, with the names of its neighbours as they become known.
 *
 * @returns a function that takes each event in order and returns its lines
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
    // The wording of the programs of the course.
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
        return [`${event.previousName} is now named ${event.name}.`];
      case 'peer:phase-changed':
        return entered(event);
      case 'peer:problem': {
        // Requests to a server that is down are repeated; the outage is printed once.
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
          `${nameOf(event.neighbour)} is no longer a neighbour (${REMOVAL_REASONS[event.reason]}); ${table()}`,
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
