import type { NetworkEvent } from '../../../shared/network/events';
import type { NetworkState } from '../../../shared/network/state/state';
import { explainCode } from '../../../shared/protocol/codes';
import { explainDeviation } from '../../../shared/protocol/deviation';
import { CODE } from '../../../shared/protocol/message';
import { printable } from '../../../shared/text/printable';
import { droppedLine, ignoredLine, refusedLine, rejectedLine, undeliveredLine } from './event-lines';
import { messageIn, type NameOf } from './message-words';

/**
 * Formats an event of a bootstrap server for a terminal.
 *
 * @param state as it is after the event
 * @returns its lines; none where the event adds nothing
 */
export function bootstrapLines(event: NetworkEvent, { bootstrap }: NetworkState): string[] {
  const nameOf: NameOf = (address) => bootstrap.registry.get(address) ?? address;
  switch (event.type) {
    case 'bootstrap:started':
      return [`The bootstrap server listens on ${event.address}, TCP and UDP. Ctrl-C ends it.`];
    case 'bootstrap:stopped':
      return ['The bootstrap server has stopped.'];
    case 'registry:added':
      return [
        printable(`${event.name} registered: neighbours offered [${event.offered.map(nameOf).join(', ')}]`),
      ];
    case 'registry:removed':
      return [printable(`${event.name} unregistered`)];
    case 'registry:refused': {
      const why = explainCode('REGOK', event.code, 'exact').words;
      return [printable(`${event.name} refused: ${why} (${event.code})`)];
    }
    case 'message:received':
      return event.deviations.map((deviation) =>
        printable(`${nameOf(event.from)} sent ${event.verb} not exactly: ${explainDeviation(deviation)}`),
      );
    case 'message:sent': {
      // No other event reports that an UNREG removed no entry.
      const message = messageIn(event.frame);
      if ((message?.verb !== 'UNROK' && message?.verb !== 'LEAVEOK') || message.code === CODE.ok) return [];
      return [
        `${event.to} not unregistered: ${explainCode('UNROK', message.code, 'exact').words} (${message.code})`,
      ];
    }
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
}
