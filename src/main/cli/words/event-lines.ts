import type { EventOf, MessageBody, NetworkEvent } from '../../../shared/network/events';
import { printable } from '../../../shared/printable';
import { explainDeviation } from '../../../shared/protocol/deviation';
import { meaningOf, messageIn, type NameOf } from './message-words';

const WHY_CUT: Readonly<Record<EventOf<'connection:cut'>['reason'], string>> = {
  'frame-too-slow': 'a frame took too long to arrive',
  idle: 'nothing came for too long',
  'too-many-frames': 'it sent too many frames at once',
  'too-many-connections': 'there are too many connections',
  'made-room': 'another connection needed its place, and it was of the least use',
  'no-frame': 'it sent no whole message for too long',
  'too-many-datagrams': 'it sends too many datagrams',
  'http-request': 'it is an HTTP request, which this port does not serve',
};

/** @returns lines without hostile characters: who spoke to whom, the exact frame, and below it what it means */
export function messageLines(event: NetworkEvent & MessageBody, nameOf: NameOf): string[] {
  const { transport, octets, frame } = event;
  const whom =
    event.type === 'message:sent' ? `sent to ${nameOf(event.to)}` : `received from ${nameOf(event.from)}`;
  const message = messageIn(frame);
  return [
    `${whom} (${transport.toUpperCase()}, ${octets} octets): ${frame}`,
    ...(message ? [`    ${meaningOf(message, nameOf)}`] : []),
    ...event.deviations.map((deviation) => `    not exact: ${explainDeviation(deviation)}`),
  ].map(printable);
}

/** @returns what could not be sent to whom, and why, in one line */
export function undeliveredLine(event: EventOf<'message:undelivered'>, nameOf: NameOf): string {
  return printable(`not sent to ${nameOf(event.to)}: ${event.frame}; ${event.problem.sentence}`);
}

/** @returns what came and could not be read, and why, in one line */
export function rejectedLine(event: EventOf<'frame:rejected'>, nameOf: NameOf): string {
  const { from, transport, octets, frame, sentence } = event;
  return printable(
    `unreadable, from ${nameOf(from)} (${transport.toUpperCase()}, ${octets} octets); ${sentence}: ${frame}`,
  );
}

const WHY_IGNORED: Readonly<Record<EventOf<'sender:ignored'>['reason'], string>> = {
  'error-report': 'it sent what looks like an error report, and those are not answered',
  'too-many-errors': 'it sent unreadable messages again and again',
  'too-many-from-host':
    'programs at its IP address sent the same unreadable messages again and again, over many connections or ports',
};

/** @returns who is sent no more errors, and why, in one line */
export function ignoredLine({ from, reason }: EventOf<'sender:ignored'>, nameOf: NameOf): string {
  return printable(`no more errors are sent to ${nameOf(from)}: ${WHY_IGNORED[reason]}`);
}

export function cutLine({ from, reason }: EventOf<'connection:cut'>, nameOf: NameOf): string {
  return printable(`connection from ${nameOf(from)} cut: ${WHY_CUT[reason]}`);
}
