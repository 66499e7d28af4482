import { type DeviationNote, NO_DEVIATIONS } from '../deviation';
import { lengthOfContent } from '../frame/bytes';
import type { Frame } from '../frame/read-frame';
import type { Message, Verb } from '../message';
import { isVerb, VERBS } from '../verbs';
import { excerpt, type ParseContext, type ParseError, type Read, unreadable } from './read-fields';
import { Tokens } from './tokens';

/**
 * A message with the leniencies it took to read it, or why there is none. `verb` is then what the sender
 * seems to have meant, so that a malformed REG can be answered with REGOK 9999 rather than with ERROR.
 */
export type ParseResult =
  | { readonly ok: true; readonly message: Message; readonly deviations: readonly DeviationNote[] }
  | { readonly ok: false; readonly error: ParseError; readonly verb?: string };

/** Parses the body of a frame, generously (PROTOCOL.md, "Deviations"). Never throws, whatever the body is. */
export function parseMessage(body: string): ParseResult {
  const end = lengthOfContent(body);
  const text = body.slice(0, end);
  if (text === '') return unreadable('empty', 'the message is empty; it begins with a verb such as PING');
  if (/\p{Cc}/u.test(text)) {
    return unreadable('control-character', 'the message holds a control character; it is text in one line');
  }

  const tokens = new Tokens(text);
  const token = tokens.next() ?? '';
  const notes: DeviationNote[] = end < body.length ? [{ name: 'trailing-newline' }] : [];
  const verb = readVerb(token, notes);
  if (verb === undefined) {
    const error = unreadable('verb-unknown', `"${excerpt(token)}" is not a verb of the protocol`);
    return { ...error, verb: excerpt(token) };
  }
  const entry = VERBS[verb];
  const context: ParseContext = { verb, shape: entry.shape, tokens, notes };
  const message: Read<Message> = entry.parse(context);
  if (!message.ok) return { ...message, verb };
  if (!tokens.done) notes.push({ name: 'extra-tokens' });
  if (tokens.extraBlanks) notes.push({ name: 'extra-blanks' });
  return { ok: true, message: message.value, deviations: notes.length === 0 ? NO_DEVIATIONS : notes };
}

/** Reads a frame: what {@link parseMessage} makes of its body, with the leniencies of both. */
export function parseFrame(frame: Frame): ParseResult {
  const result = parseMessage(frame.body);
  if (!result.ok || frame.deviations.length === 0) return result;
  const barePong = result.message.verb === 'PONG' && frame.declared === null;
  const ofFrame = barePong
    ? frame.deviations.map(
        (known): DeviationNote => (known.name === 'no-prefix' ? { name: 'bare-pong' } : known),
      )
    : frame.deviations;
  return { ...result, deviations: [...ofFrame, ...result.deviations] };
}

function readVerb(token: string, notes: DeviationNote[]): Verb | undefined {
  if (isVerb(token)) return token;
  const upper = token.toUpperCase();
  const renamed = upper === 'UNREGOK';
  const verb = renamed ? 'UNROK' : upper;
  if (!isVerb(verb)) return undefined;
  if (token !== upper) notes.push({ name: 'lower-case-verb' });
  if (renamed) notes.push({ name: 'unregok' });
  return verb;
}
