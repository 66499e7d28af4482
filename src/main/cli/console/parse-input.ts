import { type Address, isHost } from '../../../shared/protocol/address';
import { utf8Length } from '../../../shared/protocol/bytes';
import { PREFIX_BYTES } from '../../../shared/protocol/limits';
import { MAX_NAME_BYTES } from '../../../shared/protocol/names';
import { parseMessage } from '../../../shared/protocol/parse';
import type { Request } from '../../network/node/requests';
import { TYPABLE, type Typable, typableIn, usageOf } from './usage';

/** Where the console stands, and whom it asks when no address is typed. */
export interface PeerContext {
  readonly self: Address;
  readonly bootstrap: Address;
}

export type ParsedInput =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'ask'; readonly to: Address; readonly request: Request }
  /** `to` is null where all neighbours are to be asked. */
  | { readonly kind: 'search'; readonly to: Address | null; readonly request: Request & { verb: 'SER' } }
  | { readonly kind: 'print' }
  | { readonly kind: 'help'; readonly about?: Typable }
  | { readonly kind: 'exit' }
  | { readonly kind: 'wrong'; readonly sentence: string; readonly usage: string };

/** A line as it was meant, and what is to be said about the way it was typed. */
export interface ReadLine {
  readonly typed: ParsedInput;
  readonly remark?: string;
}

/** Reads one line: a command of the course, in any case, with or without the length in front. A `#` begins a remark. */
export function readLine(line: string, standing: PeerContext): ReadLine {
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return { typed: { kind: 'nothing' } };
  const [, length, behind] = /^(\d{1,5})\s+(.*)$/.exec(text) ?? [];
  if (length === undefined || behind === undefined) return { typed: readCommand(text, standing) };
  const typed = readCommand(behind, standing);
  if (typed.kind === 'wrong') return { typed };
  const right = String(utf8Length(behind) + PREFIX_BYTES).padStart(4, '0');
  return length === right
    ? { typed }
    : {
        typed,
        remark: `The length of what you typed is ${right}, not ${length}: count 4 digits, a blank and the rest.`,
      };
}

function readCommand(text: string, standing: PeerContext): ParsedInput {
  const [first = '', ...words] = text.split(/\s+/);
  const command = typableIn(first);
  switch (command) {
    case 'REG':
    case 'UNREG':
      return readRegistration(command, words, standing);
    case 'JOIN':
    case 'LEAVE': {
      const to = readAddress(words);
      if (!to.ok) return wrong(command, to.sentence);
      return { kind: 'ask', to: to.address, request: { verb: command, address: standing.self } };
    }
    case 'SER':
      return readSearch(text.slice(first.length).trim(), standing);
    case 'PING': {
      if (words.length === 0) return { kind: 'ask', to: standing.bootstrap, request: { verb: 'PING' } };
      const to = readAddress(words);
      return to.ok ? { kind: 'ask', to: to.address, request: { verb: 'PING' } } : wrong(command, to.sentence);
    }
    case 'ECHO':
      return { kind: 'ask', to: standing.bootstrap, request: { verb: 'ECHO' } };
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
        sentence: `"${first}" is no command. Type help to see what each does.`,
        usage: `usage: one of ${TYPABLE.join(', ')}`,
      };
  }
}

/** Reads `ip port name`, or a name alone, which stands for this console. */
function readRegistration(
  verb: 'REG' | 'UNREG',
  words: readonly string[],
  { self, bootstrap }: PeerContext,
): ParsedInput {
  const named = words.length === 1 ? [self.ip, String(self.port), ...words] : words;
  const parsed = parseMessage([verb, ...named].join(' '));
  if (!parsed.ok) return wrong(verb, parsed.error.sentence);
  const { message } = parsed;
  if (message.verb !== verb) return wrong(verb, 'that cannot be read');
  return { kind: 'ask', to: bootstrap, request: message };
}

/** Reads `ip port "file name" hops`, or a file name alone, with or without quotes. */
function readSearch(rest: string, { self }: PeerContext): ParsedInput {
  if (rest === '') return wrong('SER', 'the file name is missing');
  const full = /^\S+\s+\d+\s+\S/.test(rest) && isHost(rest.split(/\s+/)[0] ?? '');
  const parsed = parseMessage(`SER ${full ? '' : `${self.ip} ${self.port} `}${rest}`);
  if (!parsed.ok) return wrong('SER', parsed.error.sentence);
  const { message } = parsed;
  if (message.verb !== 'SER') return wrong('SER', 'that cannot be read');
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
  // The parser of the protocol knows what an ip and a port are, and says what is wrong with another.
  const parsed = parseMessage(`JOIN ${ip} ${port ?? ''}`.trim());
  if (!parsed.ok) return { ok: false, sentence: parsed.error.sentence.replace(/; the message is .*/, '') };
  return parsed.message.verb === 'JOIN'
    ? { ok: true, address: parsed.message.address }
    : { ok: false, sentence: 'that cannot be read' };
}

function splitAtLastColon(text: string): string[] {
  const colon = text.lastIndexOf(':');
  return colon < 0 ? [text] : [text.slice(0, colon), text.slice(colon + 1)];
}

function wrong(command: Typable, sentence: string): ParsedInput {
  return { kind: 'wrong', sentence, usage: usageOf(command) };
}
