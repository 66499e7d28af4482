/**
 * The leniencies: every way a frame or message may differ from the exact form and still be read.
 * PROTOCOL.md, "Deviations", lists them in this order.
 */
export type Deviation =
  // the frame
  | 'length-off-by-one'
  | 'length-wrong'
  | 'length-in-characters'
  | 'prefix-not-four-digits'
  | 'no-prefix'
  | 'bare-pong'
  | 'trailing-newline'
  | 'trailing-nul'
  | 'not-utf8'
  // the message
  | 'lower-case-verb'
  | 'unregok'
  | 'extra-blanks'
  | 'extra-tokens'
  | 'ip-with-slash'
  | 'localhost-for-ip'
  | 'name-missing'
  | 'pairs-in-regok'
  | 'list-truncated'
  | 'count-wrong'
  | 'count-missing'
  | 'unquoted-name'
  | 'underscored-name'
  | 'comma-separated-names'
  | 'hops-missing'
  | 'hops-negative'
  | 'hops-before-name'
  | 'id-in-search'
  | 'bare-error-code';

/** Two numbers that should have been equal: what the sender announced, and what it sent. */
export interface Mismatch {
  readonly declared: number;
  readonly actual: number;
}

/** One leniency that was used, as plain JSON. `detail` is present for lengths (in bytes) and for counts. */
export interface DeviationNote {
  readonly name: Deviation;
  readonly detail?: Mismatch;
}

/** What most frames share, so that an exact frame costs no array. */
export const NO_DEVIATIONS: readonly DeviationNote[] = Object.freeze([]);

/**
 * Tells the author of the other program what it did and how to mend it.
 *
 * @returns one sentence without a capital or a full stop, fit to follow "10.0.0.2:5001: ".
 */
export function explainDeviation(deviation: DeviationNote | Deviation): string {
  const note = typeof deviation === 'string' ? { name: deviation } : deviation;
  return EXPLANATIONS[note.name](note.detail);
}

const EXPLANATIONS: Readonly<Record<Deviation, (detail: Mismatch | undefined) => string>> = {
  'length-off-by-one': (detail) =>
    detail && detail.declared > detail.actual
      ? `${bytes(detail)}: count 4 digits, a space and the body, and neither a line end nor a terminating zero`
      : `${bytes(detail)}: count the prefix itself, 4 digits and a space`,
  'length-wrong': (detail) =>
    detail && [4, 5].includes(detail.actual - detail.declared)
      ? `${bytes(detail)}: the prefix counts too, so add its 4 digits and the space to the length of the body`
      : `${bytes(detail)}: the prefix is the size of the whole frame, 4 digits, a space and the body`,
  'length-in-characters': (detail) =>
    `${bytes(detail)}: count bytes, not characters; encode the body as UTF-8 first and take the size of that`,
  'prefix-not-four-digits': () => 'the length has to be four digits: pad it with zeros, "0036" for 36',
  'no-prefix': () => 'the frame came without its length: put four digits and a space before it, "0009 PING"',
  'bare-pong': () => 'PONG came without its length: send "0009 PONG"',
  'trailing-newline': () =>
    'the frame ended with a line end: send the body alone, the length already ends it',
  'trailing-nul': () => 'the frame ended with a zero byte: send strlen() bytes of it, not strlen() + 1',
  'not-utf8': () =>
    'the frame is not UTF-8, so some characters are lost: encode the text as UTF-8 before sending',
  'lower-case-verb': () => 'the verb was not in upper case: send "PING", not "ping"',
  unregok: () => 'the reply to UNREG is called UNROK, not UNREGOK',
  'extra-blanks': () => 'tokens are separated by exactly one space, and none follows the last',
  'extra-tokens': () => 'more followed the last field of the message, and was passed over: leave it out',
  'ip-with-slash': () => 'the ip had a slash in it: in Java send getHostAddress(), not toString()',
  'localhost-for-ip': () => '"localhost" was read as 127.0.0.1, so that both are one peer: send the ip',
  'name-missing': () => 'UNREG came without the name: send "UNREG ip port name"',
  'pairs-in-regok': () => 'REGOK listed "ip port" without names: list "ip port name" for each neighbour',
  'list-truncated': (detail) =>
    detail && detail.declared > detail.actual
      ? `${counts(detail)}: send the list to its last character, or announce as many as are sent`
      : 'the last entry of the list is cut: send the list to its last character',
  'count-wrong': (detail) => `${counts(detail)}: the number before a list is how many entries follow`,
  'count-missing': () =>
    'REGOK listed neighbours without their number: send "REGOK 1 ip port name", and "REGOK 0" where there are none',
  'unquoted-name': () => 'the file name came without quotes: send "Windows 8" with them',
  'underscored-name': () =>
    'a file name had underscores for spaces: keep the spaces, and put the name in quotes',
  'comma-separated-names': () => 'file names were separated by commas: separate them by one space',
  'hops-missing': () => 'the number of hops is missing, and was taken as 0: send it, counting up from 0',
  'hops-negative': () =>
    'the number of hops was negative, and was read without its sign: count forwards up from 0',
  'hops-before-name': () => 'the number of hops came before the file name: send it last',
  'id-in-search': () =>
    'SER had an id in it, which was passed over: leave it out; asker and query stand for a search',
  'bare-error-code': () =>
    'the code came alone: follow it with ip, port and hops, "SEROK 9999 10.0.0.2 5001 0"',
};

/** Every leniency there is. */
export const DEVIATIONS = Object.keys(EXPLANATIONS) as readonly Deviation[];

function bytes(detail: Mismatch | undefined): string {
  return detail ? `declared ${detail.declared} bytes, sent ${detail.actual}` : 'the declared length is wrong';
}

function counts(detail: Mismatch | undefined): string {
  return detail
    ? `announced ${detail.declared} entries, sent ${detail.actual}`
    : 'the announced number of entries is wrong';
}
