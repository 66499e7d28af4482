import type { EventOf, MessageBody, NetworkEvent } from '../../../shared/network/events';
import { explainDeviation } from '../../../shared/protocol/deviation';
import { printable } from '../../../shared/text/printable';
import { meaningOf, messageIn, type NameOf } from './message-words';

const DROP_REASONS: Readonly<Record<EventOf<'connection:dropped'>['reason'], string>> = {
  'frame-too-slow': 'a frame took too long to arrive',
  idle: 'nothing arrived for too long',
  'too-many-frames': 'it sent too many frames at once',
  'too-many-connections': 'there are too many connections',
  'made-room': 'another connection needed its place, and it was the least useful one',
  'no-frame': 'it sent no whole message for too long',
  'too-many-datagrams': 'it sends too many datagrams',
  'http-request': 'it is an HTTP request, which this port does not serve',
  'wrong-host': 'its HTTP request names another host than this peer',
};

/** @returns lines without hostile characters: sender and receiver, the exact frame, and below it the meaning */
export function messageLines(event: NetworkEvent & MessageBody, nameOf: NameOf): string[] {
  const { transport, bytes, frame } = event;
  const whom =
    event.type === 'message:sent' ? `sent to ${nameOf(event.to)}` : `received from ${nameOf(event.from)}`;
  const message = messageIn(frame);
  return [
    `${whom} (${transport.toUpperCase()}, ${bytes} bytes): ${frame}`,
    ...(message ? [`    ${meaningOf(message, nameOf)}`] : []),
    ...event.deviations.map((deviation) => `    not exact: ${explainDeviation(deviation)}`),
  ].map(printable);
}

/** @returns the frame that could not be sent, its destination and the reason, in one line */
export function undeliveredLine(event: EventOf<'message:undelivered'>, nameOf: NameOf): string {
  return printable(`not sent to ${nameOf(event.to)}: ${event.frame}; ${event.problem.sentence}`);
}

/** @returns an unreadable frame and the reason, in one line */
export function rejectedLine(event: EventOf<'frame:rejected'>, nameOf: NameOf): string {
  const { from, transport, bytes, frame, sentence } = event;
  return printable(
    `unreadable, from ${nameOf(from)} (${transport.toUpperCase()}, ${bytes} bytes); ${sentence}: ${frame}`,
  );
}

const IGNORE_REASONS: Readonly<Record<EventOf<'sender:ignored'>['reason'], string>> = {
  'error-report': 'it sent what looks like an error report, and those are not answered',
  'too-many-errors': 'it sent unreadable messages again and again',
  'too-many-from-host':
    'programs at its IP address sent the same unreadable messages again and again, over many connections or ports',
};

/** @returns the source to which no more errors are sent, and the reason, in one line */
export function ignoredLine({ from, reason }: EventOf<'sender:ignored'>, nameOf: NameOf): string {
  return printable(`no more errors are sent to ${nameOf(from)}: ${IGNORE_REASONS[reason]}`);
}

/** @returns the connection or the number of datagrams that were dropped, and the reason, in one line */
export function droppedLine(
  { from, reason, count = 1 }: EventOf<'connection:dropped'>,
  nameOf: NameOf,
): string {
  const what =
    reason === 'too-many-datagrams'
      ? `${count} datagram${count === 1 ? '' : 's'} from ${nameOf(from)} dropped`
      : `connection from ${nameOf(from)} cut`;
  return printable(`${what}: ${DROP_REASONS[reason]}`);
}

const REFUSAL_REASONS: Readonly<Record<EventOf<'request:refused'>['reason'], string>> = {
  'not-its-own': 'it sends in the name of another peer, which is alive',
  'not-verified': 'it sends in the name of another peer, and there is no evidence that this peer has ended',
  'bootstrap-server': 'the address is that of the bootstrap server, which is no peer',
  'table-full': 'the neighbour table is full',
  'not-a-neighbour': 'a datagram from a non-neighbour could be forged, and is not forwarded',
  'unknown-asker':
    'nothing was received from the address to which it directs the replies, and enough replies were sent there',
  'answer-too-large': 'the answer could be used for an amplification attack on another program',
};

/** @returns the refused request and the reason, in one line */
export function refusedLine(event: EventOf<'request:refused'>, nameOf: NameOf): string {
  const { from, verb, about, reason } = event;
  return printable(`refused ${verb} from ${nameOf(from)} about ${nameOf(about)}: ${REFUSAL_REASONS[reason]}`);
}
