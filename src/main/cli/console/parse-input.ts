import { type Address, isHost } from '../../../shared/protocol/address';
import { parseMessage } from '../../../shared/protocol/codec/parse';
import { utf8Length } from '../../../shared/protocol/frame/bytes';
import { PREFIX_BYTES } from '../../../shared/protocol/frame/limits';
import { MAX_NAME_BYTES } from '../../../shared/protocol/names';
import type { Request } from '../../network/node/requests';
import { TYPABLE, type Typable, typableIn, usageOf } from './usage';

/** The console's own address, and the destination where no address is typed. */
export interface PeerContext {
  readonly self: Address;
  readonly bootstrap: Address;
}

export type ParsedInput =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'ask'; readonly to: Address; readonly request: Request }
  /** `to` is null where all neighbours are searched. */
  | { readonly kind: 'search'; readonly to: Address | null; readonly request: Request & { verb: 'SER' } }
  | { readonly kind: 'print' }
  | { readonly kind: 'help'; readonly about?: Typable }
  | { readonly kind: 'exit' }
  | { readonly kind: 'wrong'; readonly sentence: string; readonly usage: string };

/** A parsed line, and a note on how it was typed. */
export interface ReadLine {
  readonly typed: ParsedInput;
  readonly remark?: string;
}

/** Reads one line: a command of the course, in any case, with or without the length prefix. A `#` starts a comment. */
export function readLine(line: string, context: PeerContext): ReadLine {
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return { typed: { kind: 'nothing' } };
  const [, length, body] = /^(\d{1,5})\s+(.*)$/.exec(text) ?? [];
  if (length === undefined || body === undefined) return { typed: readCommand(text, context) };
  const typed = readCommand(body, context);
  if (typed.kind === 'wrong') return { typed };
  const right = String(utf8Length(body) + PREFIX_BYTES).padStart(4, '0');
  return length === right
    ? { typed }
    : {
        typed,
        remark: `The length of what you typed is ${right}, not ${length}: count 4 digits, a space and the rest.`,
      };
}

function readCommand(text: string, context: PeerContext): ParsedInput {
  const [first = '', ...words] = text.split(/\s+/);
  const command = typableIn(first);
  switch (command) {
    case 'REG':
    case 'UNREG':
      return readRegistration(command, words, context);
    case 'JOIN':
    case 'LEAVE': {
      const to = readAddress(words);
      if (!to.ok) return wrong(command, to.sentence);
      return { kind: 'ask', to: to.address, request: { verb: command, address: context.self } };
    }
    case 'SER':
      return readSearch(text.slice(first.length).trim(), context);
    case 'PING': {
      if (words.length === 0) return { kind: 'ask', to: context.bootstrap, request: { verb: 'PING' } };
      const to = readAddress(words);
      return to.ok ? { kind: 'ask', to: to.address, request: { verb: 'PING' } } : wrong(command, to.sentence);
    }
    case 'ECHO':
      return { kind: 'ask', to: context.bootstrap, request: { verb: 'ECHO' } };
    case 'PRINT':
      return { kind: 'print' };
    case 'help': {
      const about = typableIn(words[0] ?? '');
      return about === undefined ? { kind: 'help' } : { kind: 'help', about };
    }
    case 'exit':
      return { kind: 'exit' };
    default:
      return {
        kind: 'wrong',
        sentence: `"${first}" is no command. Type help to list the commands.`,
        usage: `usage: one of ${TYPABLE.join(', ')}`,
      };
  }
}

/** Reads `ip port name`, or a name alone, which means this console. */
function readRegistration(
  verb: 'REG' | 'UNREG',
  words: readonly string[],
  { self, bootstrap }: PeerContext,
): ParsedInput {
  const named = words.length === 1 ? [self.ip, String(self.port), ...words] : words;
  const parsed = parseMessage([verb, ...named].join(' '));
  if (!parsed.ok) return wrong(verb, parsed.error.sentence);
  const { message } = parsed;
  if (message.verb !== verb) return wrong(verb, 'the message is unreadable');
  return { kind: 'ask', to: bootstrap, request: message };
}

/** Reads `ip port "file name" hops`, or a file name alone, with or without quotes. */
function readSearch(rest: string, { self }: PeerContext): ParsedInput {
  if (rest === '') return wrong('SER', 'the file name is missing');
  const full = /^\S+\s+\d+\s+\S/.test(rest) && isHost(rest.split(/\s+/)[0] ?? '');
  const parsed = parseMessage(`SER ${full ? '' : `${self.ip} ${self.port} `}${rest}`);
  if (!parsed.ok) return wrong('SER', parsed.error.sentence);
  const { message } = parsed;
  if (message.verb !== 'SER') return wrong('SER', 'the message is unreadable');
  if (utf8Length(message.query) > MAX_NAME_BYTES) {
    return wrong('SER', `a file name has at most ${MAX_NAME_BYTES} bytes; shorten it`);
  }
  return {
    kind: 'search',
    to: full ? message.address : null,
    request: { ...message, address: self },
  };
}

type ReadAddress =
  | { readonly ok: true; readonly address: Address }
  | { readonly ok: false; readonly sentence: string };

/** Reads `ip port` or `ip:port`. */
function readAddress(words: readonly string[]): ReadAddress {
  const [ip = '', port] = words.length === 1 ? splitAtLastColon(words[0] ?? '') : words;
  const more = words.length > 2;
  if (more) return { ok: false, sentence: `"${words.slice(2).join(' ')}" is too much` };
  // The parser of the protocol checks the ip and the port, and reports what is wrong with them.
  const parsed = parseMessage(`JOIN ${ip} ${port ?? ''}`.trim());
  if (!parsed.ok) return { ok: false, sentence: parsed.error.sentence.replace(/; the message is .*/, '') };
  return parsed.message.verb === 'JOIN'
    ? { ok: true, address: parsed.message.address }
    : { ok: false, sentence: 'the message is unreadable' };
}

function splitAtLastColon(text: string): string[] {
  const colon = text.lastIndexOf(':');
  return colon < 0 ? [text] : [text.slice(0, colon), text.slice(colon + 1)];
}

function wrong(command: Typable, sentence: string): ParsedInput {
  return { kind: 'wrong', sentence, usage: usageOf(command) };
}
