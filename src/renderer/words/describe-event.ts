import type {
  DefaultedSetting,
  EventOf,
  MessageBody,
  NetworkEvent,
  Observer,
  SearchOutcome,
} from '../../shared/network/events';
import { assertNever } from '../../shared/problem';
import { topicOf, type Topic as VerbTopic } from '../../shared/protocol/verbs';
import { DEFAULT_SETTINGS } from '../../shared/settings/settings';
import type { SearchStrategy } from '../../shared/strategy';
import { printable } from '../../shared/text/printable';
import { count, listed } from './count';
import type { NameOf } from './names';
import { undeliveredWords } from './searches';

/** What a line of the log is about, for the mark at its front. */
export type Topic = VerbTopic | 'lab';

export interface EventWords {
  /** Whose doing it is, by name; empty where the lab itself speaks. */
  readonly who: string;
  /** Continues the sentence that `who` begins. */
  readonly words: string;
  readonly topic: Topic;
}

/** @returns the event in plain words; every type of event has some. Names and files in them cannot reorder a line. */
export function describeEvent(event: NetworkEvent, nameOf: NameOf): EventWords {
  const { who, words, topic } = plainWords(event, nameOf);
  return { who: printable(who), words: printable(words), topic };
}

function plainWords(event: NetworkEvent, nameOf: NameOf): EventWords {
  const by = (who: Observer, words: string, topic: Topic): EventWords => ({ who: nameOf(who), words, topic });
  const lab = (words: string, topic: Topic = 'lab'): EventWords => ({ who: '', words, topic });
  switch (event.type) {
    case 'settings:changed':
      return lab('The settings changed');
    case 'settings:defaulted':
      return lab(describeDefaulted(event), 'error');
    case 'process:sampled':
      return lab(
        `The lab sees ${count(event.messagesPerSecond, 'message')} a second; its loop is ${event.loopDelayMs.toFixed(1)} ms late`,
      );
    case 'bootstrap:started':
      return by('bootstrap', `listens on ${event.address}`, 'register');
    case 'bootstrap:stopped':
      return by('bootstrap', 'stopped; its registry is forgotten', 'register');
    case 'bootstrap:elsewhere':
      return lab(`Peers use the bootstrap server at ${event.address}`, 'register');
    case 'bootstrap:failed':
      return by('bootstrap', `cannot run: ${event.problem.sentence}`, 'error');
    case 'registry:added':
      return by(
        'bootstrap',
        `registered ${nameOf(event.peer)} and offered it ${offers(event, nameOf)}`,
        'register',
      );
    case 'registry:removed':
      return by('bootstrap', `took ${nameOf(event.peer)} off its list`, 'register');
    case 'registry:refused':
      return by('bootstrap', `refused to register ${nameOf(event.peer)} (${event.code})`, 'error');
    case 'peer:added':
      return by(event.peer, `appeared at ${event.peer}${event.hosted ? '' : ', hosted elsewhere'}`, 'join');
    case 'peer:phase-changed':
      return by(event.peer, entered(event), event.phase === 'crashed' ? 'error' : phaseTopic(event));
    case 'peer:transport':
      return by(event.peer, `sends by ${event.transport.toUpperCase()}`, 'alive');
    case 'peer:problem':
      return by(event.peer, `had a problem: ${event.problem.sentence}`, 'error');
    case 'peer:examined':
      return by(
        event.peer,
        event.conformant
          ? 'was examined: conformant'
          : `was examined: ${count(event.deviations, 'deviation')} found`,
        event.conformant ? 'lab' : 'error',
      );
    case 'peer:renamed':
      return { who: event.previousName, words: `is named ${event.name} from now on`, topic: 'lab' };
    case 'peer:removed':
      return by(
        event.peer,
        event.reason === 'no-room'
          ? 'is no longer shown: there are more external peers than the settings have room for'
          : 'was removed',
        'leave',
      );
    case 'neighbour:added':
      return by(event.peer, `has ${nameOf(event.neighbour)} as a neighbour`, 'join');
    case 'neighbour:removed':
      return by(event.peer, `no longer has ${nameOf(event.neighbour)}: ${WHY_GONE[event.reason]}`, 'leave');
    case 'message:sent':
    case 'message:received':
      return describeTransfer(event, nameOf);
    case 'frame:rejected':
      return by(
        event.observer,
        `could not read a frame from ${nameOf(event.from)}: ${event.sentence}`,
        'error',
      );
    case 'message:undelivered':
      return by(
        event.observer,
        `could not send ${event.verb} to ${nameOf(event.to)}: ${event.problem.sentence}`,
        'error',
      );
    case 'message:attempted':
      return by(
        event.observer,
        `is about to send ${event.verb} to ${nameOf(event.to)}  ${event.frame}`,
        topicOf(event.verb),
      );
    case 'request:refused':
      return by(
        event.observer,
        `refused ${event.verb} from ${nameOf(event.from)}: ${WHY_REFUSED[event.reason]}`,
        'error',
      );
    case 'sender:ignored':
      return by(
        event.observer,
        `sends no more errors to ${nameOf(event.from)}: ${WHY_IGNORED[event.reason]} (“${event.frame}”)`,
        'error',
      );
    case 'api:refused':
      return lab(API_REFUSED[event.what](event.count));
    case 'connection:dropped':
      return by(
        event.observer,
        event.reason === 'too-many-datagrams'
          ? `dropped ${count(event.count ?? 1, 'datagram')} from ${nameOf(event.from)}: ${WHY_CUT[event.reason]}`
          : `cut ${event.count === undefined ? 'a connection' : count(event.count, 'connection')} from ${nameOf(event.from)}: ${WHY_CUT[event.reason]}`,
        'error',
      );
    case 'spawn:started':
      return lab(`Adding ${count(event.count, 'peer')}`, 'join');
    case 'spawn:progressed':
      return lab(`${count(event.added, 'peer')} added, ${event.settled} of them settled`, 'join');
    case 'spawn:ended':
      return event.problem
        ? lab(`Adding stopped after ${count(event.added, 'peer')}: ${event.problem.sentence}`, 'error')
        : lab(`${count(event.added, 'peer')} added`, 'join');
    case 'files:changed':
      return by(event.peer, shared(event), 'search');
    case 'search:started':
      return by(event.peer, `searches for “${event.query}” by ${strategyWords(event.strategy)}`, 'search');
    case 'search:round':
      return lab(`Search ${event.search}, round ${event.round}: asks for “${event.spelling}”`, 'search');
    case 'search:step':
      return lab(
        `Search ${event.search}: walker ${event.walker} goes from ${nameOf(event.from)} to ${nameOf(event.peer)}, step ${event.step}`,
        'search',
      );
    case 'search:hit':
      return by(
        event.holder,
        `has ${count(event.files.length, 'file')} for search ${event.search}: ${count(event.hops, 'hop')}, ${event.latencyMs.toFixed(1)} ms`,
        'search',
      );
    case 'search:ended':
      return lab(
        `Search ${event.search} ended: ${SEARCH_OUTCOME[event.outcome]}${event.undelivered ? `; ${undeliveredWords(event.undelivered)}` : ''}`,
        'search',
      );
    case 'download:started':
    case 'download:progressed':
    case 'download:paused':
    case 'download:ended':
      return transferWords(event);
    case 'download:moved':
      return lab(
        `${count(event.bytes, 'byte')} of download ${event.transfer} came from ${nameOf(event.from)}`,
        'search',
      );
    case 'traffic:aggregated':
      return lab(`${count(total(event), 'message')} in short`, 'alive');
    default:
      return assertNever(event);
  }
}

/** Every event as one line of text, for copying. */
export function eventLine(event: NetworkEvent, nameOf: NameOf): string {
  const { who, words } = describeEvent(event, nameOf);
  const said = who === '' ? words : `${who} ${words}`;
  return isMessage(event) ? `${said}  ${printable(event.frame)}` : said;
}

export function isMessage(event: NetworkEvent): event is NetworkEvent & MessageBody {
  return event.type === 'message:sent' || event.type === 'message:received';
}

const WHY_GONE: Readonly<Record<EventOf<'neighbour:removed'>['reason'], string>> = {
  'it-left': 'it left',
  'we-left': 'said LEAVE to it',
  crashed: 'the table went with the crash',
  unreachable: 'it takes no connection any longer',
  'one-sided': 'it did not list this peer any longer, and refused to',
};

const WHY_REFUSED: Readonly<Record<EventOf<'request:refused'>['reason'], string>> = {
  'not-its-own': 'it speaks for another peer, which is alive',
  'not-verified': 'it speaks for another peer, and nothing shows that this one has ended',
  'bootstrap-server': 'that is the address of the bootstrap server, which is no peer',
  'table-full': 'its neighbour table is full (settings, table capacity)',
  'not-a-neighbour': 'a datagram from no neighbour could be forged, and is not passed on',
  'unknown-asker': 'nobody has spoken from the address that it asks for, which was sent enough answers',
  'answer-too-large': 'the answer could be turned against somebody else',
};

export const WHY_IGNORED: Readonly<Record<EventOf<'sender:ignored'>['reason'], string>> = {
  'error-report': 'it sent what looks like an error report, and those are not answered',
  'too-many-errors': 'it sent unreadable messages again and again',
  'too-many-from-host':
    'programs at its IP address sent the same unreadable messages again and again, over many connections or ports',
};

const API_REFUSED: Readonly<Record<EventOf<'api:refused'>['what'], (number: number) => string>> = {
  connection: (number) =>
    `The API closed ${count(number, 'connection')} that sent no token: too many were open`,
  websocket: (number) => `The API refused ${count(number, 'WebSocket')}: too many were open`,
  'slow-request': (number) => `The API cut ${count(number, 'request')} that did not arrive in time`,
  'large-request': (number) =>
    `The API refused ${count(number, 'request')}: too large, or no room on the disk`,
  'no-token': (number) => `The API refused ${count(number, 'request')} without the right token`,
  'wrong-origin': (number) =>
    `The API refused ${count(number, 'request')} under another host name or from a page of another origin`,
};

const WHY_CUT: Readonly<Record<EventOf<'connection:dropped'>['reason'], string>> = {
  'frame-too-slow': 'a frame took too long to arrive',
  idle: 'nothing came for too long',
  'too-many-frames': 'it sent too many frames',
  'too-many-connections': 'there are too many connections',
  'made-room': 'another connection needed its place, and it was of the least use',
  'no-frame': 'it sent no whole message for too long',
  'too-many-datagrams': 'it sends more datagrams than it may',
  'http-request': 'it is an HTTP request, which this port does not serve',
  'wrong-host': 'its HTTP request names another host than this peer',
};

const SEARCH_OUTCOME: Readonly<Record<SearchOutcome, string>> = {
  complete: 'everybody in reach was asked',
  found: 'it was found',
  cancelled: 'cancelled',
  nobody: 'there was nobody to ask',
};

/** @returns how a search spreads, to follow the word "by" */
function strategyWords(strategy: SearchStrategy): string {
  switch (strategy.kind) {
    case 'flood':
      return `flood, time-to-live ${strategy.timeToLive}`;
    case 'expanding-ring':
      return `expanding ring, time-to-live up to ${strategy.timeToLive}`;
    case 'random-walk':
      return `random walk, ${count(strategy.walkers, 'walker')} of at most ${count(strategy.length, 'step')}`;
    default:
      return assertNever(strategy);
  }
}

function shared({ added, removed }: EventOf<'files:changed'>): string {
  const parts = [
    ...(added.length > 0 ? [`shares ${count(added.length, 'more file')}`] : []),
    ...(removed.length > 0 ? [`no longer shares ${count(removed.length, 'file')}`] : []),
  ];
  return parts.length === 0 ? 'shares what it did' : listed(parts);
}

function transferWords(
  event: EventOf<'download:started' | 'download:progressed' | 'download:paused' | 'download:ended'>,
): EventWords {
  const { name, bytes, total, problem } = event;
  const so =
    total === null ? count(bytes, 'byte') : `${bytes.toLocaleString('en')} of ${count(total, 'byte')}`;
  const how = {
    'download:started': 'began',
    'download:progressed': so,
    'download:paused': `paused at ${so}`,
    'download:ended': problem ? `failed at ${so}` : 'is whole and verified',
  }[event.type];
  const why = problem ? `: ${problem.sentence}` : '';
  return { who: '', words: `Download of “${name}” ${how}${why}`, topic: problem ? 'error' : 'search' };
}

function describeTransfer(event: EventOf<'message:sent' | 'message:received'>, nameOf: NameOf): EventWords {
  const words =
    event.type === 'message:sent'
      ? `sent ${event.verb} to ${nameOf(event.to)}`
      : `received ${event.verb} from ${nameOf(event.from)}`;
  return { who: nameOf(event.observer), words, topic: topicOf(event.verb) };
}

function offers(event: EventOf<'registry:added'>, nameOf: NameOf): string {
  return event.offered.length === 0 ? 'nobody' : listed(event.offered.map(nameOf));
}

function entered({ phase, registered, silentSince }: EventOf<'peer:phase-changed'>): string {
  if (silentSince !== undefined) return 'has sent nothing for a while; whether it lives cannot be told';
  switch (phase) {
    case 'listening':
      return 'is listening';
    case 'registering':
      return 'asks the bootstrap server to register it';
    case 'registered':
      return 'is registered';
    case 'joining':
      return 'is joining';
    case 'joined':
      return registered ? 'is joined' : 'is joined, and not registered';
    case 'leaving':
      return 'is leaving';
    case 'left':
      return 'has left';
    case 'suspended':
      return 'is suspended';
    case 'crashed':
      return 'crashed';
    default:
      return assertNever(phase);
  }
}

function phaseTopic({ phase }: EventOf<'peer:phase-changed'>): Topic {
  if (phase === 'registering' || phase === 'registered') return 'register';
  return phase === 'leaving' || phase === 'left' ? 'leave' : 'join';
}

function total(event: EventOf<'traffic:aggregated'>): number {
  return event.flows.reduce((sum, flow) => sum + flow.messages, 0);
}

/** @returns which field of the settings file cannot be used, why, and what is used in its place; without a full stop */
export function describeDefaulted({ field, why }: DefaultedSetting): string {
  const value = DEFAULT_SETTINGS[field];
  const used = value === '' ? 'its default, an empty value,' : `its default ${String(value)}`;
  return `“${field}” in the settings file cannot be used (${why.replace(/\.$/, '')}); ${used} is used`;
}
