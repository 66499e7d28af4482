import { encodeFrame } from './frame';
import { MAX_FRAME_OCTETS, type Message, type MessageOf, type Offer } from './message';
import { MAX_NAME_OCTETS } from './names';
import { utf8Length } from './octets';
import { PREFIX_OCTETS } from './prefix';

export interface FormatOptions {
  /** How REGOK lists its neighbours: `ip port name` (the default) or, as family A does, `ip port`. */
  readonly offers?: 'triples' | 'pairs';
}

/** Writes a message as a whole frame, exactly (rule 1). */
export function formatFrame(message: Message, options?: FormatOptions): string {
  return encodeFrame(formatBody(message, options));
}

/**
 * Writes the body of a message, exactly. Parsing it gives the message back, as long as its parts can be
 * written at all: see {@link writeName} for file names. A list too long for one frame is cut, and its
 * count with it.
 */
export function formatBody(message: Message, options: FormatOptions = {}): string {
  switch (message.verb) {
    case 'REG':
    case 'UNREG': {
      const { verb, address, name } = message;
      return `${verb} ${address.ip} ${address.port}${name === undefined ? '' : ` ${name}`}`;
    }
    case 'JOIN':
    case 'LEAVE':
      return `${message.verb} ${message.address.ip} ${message.address.port}`;
    case 'UNROK':
    case 'JOINOK':
    case 'LEAVEOK':
    case 'ECHOK':
      return `${message.verb} ${message.code}`;
    case 'REGOK':
      return formatOffers(message, options.offers ?? 'triples');
    case 'SER':
      return `SER ${message.address.ip} ${message.address.port} "${writeName(message.query)}" ${message.hops}`;
    case 'SEROK':
      return formatAnswer(message);
    case 'NEIGHOK':
      return formatNeighbours(message);
    case 'PING':
    case 'PONG':
    case 'ECHO':
    case 'PRINT':
    case 'NEIGH':
    case 'ERROR':
      return message.verb;
  }
}

function formatOffers({ code, offers }: MessageOf<'REGOK'>, list: 'triples' | 'pairs'): string {
  if (code !== 0) return `REGOK ${code}`;
  const entries = offers.map((offer) => formatOffer(offer, list));
  return formatList('REGOK', '', entries);
}

/**
 * A neighbour whose name is not known is given its address for a name: the place must not stay empty. A host may be
 * as long as a name (both are ASCII there); then the end of the two, which holds the port, has to do.
 */
function formatOffer({ address, name }: Offer, list: 'triples' | 'pairs'): string {
  const pair = `${address.ip} ${address.port}`;
  if (list === 'pairs') return pair;
  return `${pair} ${name ?? `${address.ip}:${address.port}`.slice(-MAX_NAME_OCTETS)}`;
}

function formatNeighbours({ code, neighbours }: MessageOf<'NEIGHOK'>): string {
  if (code !== 0) return `NEIGHOK ${code}`;
  const entries = neighbours.map(({ ip, port }) => `${ip} ${port}`);
  return formatList('NEIGHOK', '', entries);
}

function formatAnswer({ code, address, hops, files }: MessageOf<'SEROK'>): string {
  const holder = ` ${address.ip} ${address.port} ${hops}`;
  if (code !== 0) return `SEROK ${code}${holder}`;
  return formatList('SEROK', holder, files.map(quoteName));
}

/** Writes `verb n middle entry…` with as many entries as one frame holds. */
function formatList(verb: string, middle: string, entries: readonly string[]): string {
  // Room is kept for a count of four digits, so that it does not matter how many entries stay.
  let room = MAX_FRAME_OCTETS - PREFIX_OCTETS - `${verb} 0000`.length - utf8Length(middle);
  let count = 0;
  for (const entry of entries) {
    room -= 1 + utf8Length(entry);
    if (room < 0) break;
    count++;
  }
  return [`${verb} ${count}${middle}`, ...entries.slice(0, count)].join(' ');
}

/**
 * Quotes a name where it holds a blank, or anything that a reader might take for something else: an
 * underscore, which stands for a blank in bare names, or a comma, which may separate them.
 */
function quoteName(name: string): string {
  const written = writeName(name);
  return /^$|[ _,]/.test(written) ? `"${written}"` : written;
}

/**
 * Writes a file name so that it stays one name in one line. The protocol has no escape, so a double quote
 * becomes a single one and a control character a blank; `checkFileName` refuses such names beforehand.
 */
function writeName(name: string): string {
  return name.replace(/\p{Cc}/gu, ' ').replaceAll('"', "'");
}
