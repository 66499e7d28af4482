import type { Address } from '../address';
import type { ParseContext, Read } from '../codec/read-fields';
import type { Family } from '../family';
import type { Message, MessageOf, Verb } from '../message';

/** What a message is about: it gives the colour in the graph, in the charts and in the event list. */
export type Topic = 'register' | 'join' | 'leave' | 'search' | 'alive' | 'error';

export interface FormatOptions {
  /** How REGOK lists its neighbours: `ip port name` (the default) or, as family A does, `ip port`. */
  readonly offers?: 'triples' | 'pairs';
}

/** What each number in a reply means: text without a capital or a full stop, fit to follow "REGOK 9999: ". */
type CodeMeanings = Readonly<Record<number, string>>;

/** How an explanation names peers and writes values: the window and the console differ in both. */
interface Wording {
  readonly peer: (address: Address) => string;
  /** The meaning of a code in this reply, followed by its number in parentheses. */
  readonly code: (code: number) => string;
  readonly list: (items: readonly string[]) => string;
  /** A file name or a query, in quotes. */
  readonly quote: (text: string) => string;
}

/** How a verb is typed in the console. */
interface ConsoleHelp {
  /** What the command does: a predicate without a capital or a full stop. */
  readonly does: string;
  /** A shorter form that the console accepts next to the shape of the message. */
  readonly shorthand?: string;
  /** Whether ip and port name the peer that is asked, so that addresses can be completed. */
  readonly asksPeer?: boolean;
}

/** Everything that is particular to one verb, and so to the message that it begins. */
export type VerbEntry<V extends Verb> = MessageEntry<MessageOf<V>>;

export interface MessageEntry<M extends Message> {
  readonly topic: Topic;
  /** The verb that answers it. Absent in replies, and in PRINT, which is answered with unframed lines. */
  readonly reply?: Verb;
  /** What answers a malformed message with this verb; ERROR where it is absent. */
  readonly refusal?: Message;
  /** The message as a pattern. Error sentences and the console's help show it. */
  readonly shape: string;
  /** The canonical codes of a reply, except those that count what follows. */
  readonly codes?: CodeMeanings;
  /** Codes that a family uses otherwise. */
  readonly codesOf?: Readonly<Partial<Record<Family, CodeMeanings>>>;
  /** What a number below the error codes means where it counts what follows. */
  readonly count?: (entries: number) => string;
  /** Absent where it cannot be typed in the console. */
  readonly console?: ConsoleHelp;
  /** What the sender does to the receiver, in a step of a search: "asks for the neighbours of". */
  readonly predicate?: string;
  /** Reads the fields behind the verb, and notes each deviation from the exact form. */
  parse(context: ParseContext): Read<M>;
  /** Writes the body exactly. A list that is too long for one frame is cut, and its count with it. */
  format(message: M, options: FormatOptions): string;
  /** Says what the message asks or answers: one sentence without a capital or a full stop. */
  explain(message: M, wording: Wording): string;
  /** The address at which the sender listens, where the message states it. */
  sender?(message: M): Address | undefined;
}

/** @returns "1 hop", "2 hops" */
export function plural(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`;
}
