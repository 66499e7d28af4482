import type { Address } from './address';
import type { Message, Verb } from './message';
import type { MessageEntry, Topic, VerbEntry } from './messages/entry';
import { JOIN, JOINOK, LEAVE, LEAVEOK } from './messages/join-leave';
import { ECHO, ECHOK, ERROR, PING, PONG } from './messages/liveness';
import { NEIGH, NEIGHOK } from './messages/neighbours';
import { REGOK } from './messages/offers';
import { PRINT, REG, UNREG, UNROK } from './messages/registration';
import { SER } from './messages/search';
import { SEROK } from './messages/search-reply';

export type { Topic } from './messages/entry';

/** Every verb of the protocol, in the order in which lists show them. Everything that lists verbs reads this table. */
const TABLE = {
  ...{ REG, REGOK, UNREG, UNROK },
  ...{ JOIN, JOINOK, LEAVE, LEAVEOK },
  ...{ SER, SEROK, NEIGH, NEIGHOK },
  ...{ PING, PONG, ECHO, ECHOK },
  ...{ PRINT, ERROR },
} as const satisfies { readonly [V in Verb]: VerbEntry<V> };

type Table = typeof TABLE;

export const VERBS: { readonly [V in Verb]: VerbEntry<V> } = TABLE;

export const VERB_NAMES = Object.keys(TABLE) as readonly Verb[];

/** Verbs that are answered with a framed message. */
export type RequestVerb = {
  [V in Verb]: Table[V] extends { readonly reply: Verb } ? V : never;
}[Verb];

/** Verbs about searches. */
export type SearchVerb = {
  [V in Verb]: Table[V] extends { readonly topic: 'search' } ? V : never;
}[Verb];

/** Verbs that can be typed in the console. */
export type ConsoleVerb = {
  [V in Verb]: Table[V] extends { readonly console: object } ? V : never;
}[Verb];

export const CONSOLE_VERBS = VERB_NAMES.filter(
  (verb): verb is ConsoleVerb => VERBS[verb].console !== undefined,
);

const NAMES: ReadonlySet<string> = new Set(VERB_NAMES);

const REPLIES: ReadonlySet<string> = new Set(VERB_NAMES.flatMap((verb) => VERBS[verb].reply ?? []));

/** Characters of the longest verb. */
export const LONGEST_VERB = Math.max(...VERB_NAMES.map((verb) => verb.length));

export function isVerb(word: string): word is Verb {
  return NAMES.has(word);
}

/** @returns whether some verb begins with these letters: a cut frame may then still become a message. */
export function beginsVerb(letters: string): boolean {
  return VERB_NAMES.some((verb) => verb.startsWith(letters));
}

/** @returns the entry of a message's verb. The compiler lets it take any message: pass the one that it was found with. */
export function entryOf(message: Message): MessageEntry<Message> {
  return VERBS[message.verb];
}

export function topicOf(verb: Verb): Topic {
  return VERBS[verb].topic;
}

/** @returns whether the verb only ever answers a request. ERROR is none: it also reports unreadable input. */
export function isReply(verb: Verb): boolean {
  return REPLIES.has(verb);
}

/** @returns whether the verb may answer a request: a reply, or ERROR, which any request may get. */
export function mayAnswer(verb: Verb): boolean {
  return verb === 'ERROR' || REPLIES.has(verb);
}

/** @returns the verb that answers a request */
export function replyTo(request: RequestVerb): Verb {
  return TABLE[request].reply;
}

export const SEARCH_VERBS = VERB_NAMES.filter(isSearchVerb);

export function isSearchVerb(verb: Verb): verb is SearchVerb {
  return VERBS[verb].topic === 'search';
}

/** @returns the message that refuses a malformed one: with the code of its verb where it has one, with ERROR otherwise */
export function refusalOf(verb: string | undefined): Message {
  return (verb !== undefined && isVerb(verb) && VERBS[verb].refusal) || { verb: 'ERROR' };
}

/** @returns the address at which the sender of a message listens, where the message states it */
export function senderOf(message: Message): Address | undefined {
  return entryOf(message).sender?.(message);
}
