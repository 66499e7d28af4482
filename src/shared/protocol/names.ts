import { utf8Length } from './frame/bytes';

/** What is wrong with something a person typed, and what to do about it. */
interface NameError {
  readonly code:
    | 'name-empty'
    | 'name-too-long'
    | 'name-has-blank'
    | 'name-unprintable'
    | 'name-has-quote'
    | 'port-invalid';
  readonly sentence: string;
}

export type NameResult =
  | { readonly ok: true; readonly name: string }
  | { readonly ok: false; readonly error: NameError };

export type PortResult =
  | { readonly ok: true; readonly port: number }
  | { readonly ok: false; readonly error: NameError };

/** Longest name, in characters, for a peer of our own: it has to fit beside a dot on the graph. */
const MAX_PEER_NAME_CHARACTERS = 32;

/** Longest name read from or put on the wire, in bytes: what a file system allows for a file. */
export const MAX_NAME_BYTES = 255;

export const MAX_PORT = 65_535;

/**
 * Characters that draw nothing, or that reorder what is drawn around them (a name could then pass for
 * another). Joiners are not among them: Sinhala, Tamil and emoji need those.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/u;

/**
 * Checks the name of a peer that is about to be made here. Names read from the wire are judged more
 * mildly (see parse.ts). Markup is fine: names are only ever shown as text.
 */
export function checkPeerName(text: string): NameResult {
  if (text === '') return refuse('name-empty', 'a peer needs a name; type one such as "anna"');
  if (UNPRINTABLE.test(text)) {
    return refuse(
      'name-unprintable',
      'the name has a character in it that cannot be seen; type the name again',
    );
  }
  if (/\s/u.test(text)) {
    const suggestion = text.trim().replace(/\s+/gu, '_') || 'anna';
    return refuse('name-has-blank', `a name holds no blank; try "${suggestion}"`);
  }
  if ([...text].length > MAX_PEER_NAME_CHARACTERS) {
    return refuse('name-too-long', `a name has at most ${MAX_PEER_NAME_CHARACTERS} characters; shorten it`);
  }
  return { ok: true, name: text };
}

/** Checks the name of a file that is to be offered: the protocol has no way to write a quote in a name. */
export function checkFileName(text: string): NameResult {
  if (text.trim() === '') return refuse('name-empty', 'a file needs a name');
  if (UNPRINTABLE.test(text)) {
    return refuse(
      'name-unprintable',
      'the file name has a character in it that cannot be seen; rename the file',
    );
  }
  if (text.includes('"')) {
    return refuse('name-has-quote', `the protocol puts file names in quotes; use ' for " in the name`);
  }
  if (utf8Length(text) > MAX_NAME_BYTES) {
    return refuse('name-too-long', `a file name has at most ${MAX_NAME_BYTES} bytes; shorten it`);
  }
  return { ok: true, name: text };
}

/** @param port a port to listen on or to reach. Port 0, "any", is not one: nobody can be reached there. */
export function checkPort(port: number): PortResult {
  if (Number.isInteger(port) && port >= 1 && port <= MAX_PORT) return { ok: true, port };
  return refuse('port-invalid', `port ${port} does not exist; choose a whole number from 1 to ${MAX_PORT}`);
}

function refuse(
  code: NameError['code'],
  sentence: string,
): { readonly ok: false; readonly error: NameError } {
  return { ok: false, error: { code, sentence } };
}
