import { UNKNOWN_ADDRESS } from '../address';
import {
  isHops,
  note,
  type ParseContext,
  type Read,
  readAddress,
  readCode,
  toHops,
} from '../codec/read-fields';
import { CODE, FIRST_ERROR_CODE, type MessageOf } from '../message';
import { plural, type VerbEntry } from './entry';
import { parseNames, quoteName } from './file-names';
import { formatList } from './lists';

export const SEROK = {
  topic: 'search',
  shape: 'SEROK n ip port hops, then n names',
  codes: { 0: 'no such files', 9998: 'an error', 9999: 'a peer could not be reached' },
  count: (files) => `${plural(files, 'file')} found`,
  predicate: 'answers',
  parse: parseHit,
  format({ code, address, hops, files }) {
    const holder = ` ${address.ip} ${address.port} ${hops}`;
    if (code !== CODE.ok) return `SEROK ${code}${holder}`;
    return formatList('SEROK', holder, files.map(quoteName));
  },
  explain({ code, address, hops, files }, { code: meaning, peer, list, quote }) {
    if (code !== CODE.ok) return `the search failed: ${meaning(code)}`;
    if (files.length === 0) return 'nothing found';
    return `${peer(address)} has ${list(files.map(quote))}, found after ${plural(hops, 'hop')}`;
  },
} as const satisfies VerbEntry<'SEROK'>;

/** Parses `n ip port hops name…`; without files, the code may come alone. */
function parseHit(context: ParseContext): Read<MessageOf<'SEROK'>> {
  const { tokens } = context;
  const count = readCode(context, 'number of files');
  if (!count.ok) return count;
  const none = count.value === 0 || count.value >= FIRST_ERROR_CODE;
  const code = none ? count.value : CODE.ok;
  if (none && tokens.done) {
    note(context, { name: 'bare-error-code' });
    return { ok: true, value: { verb: 'SEROK', code, address: UNKNOWN_ADDRESS, hops: 0, files: [] } };
  }
  const unknown = none && tokens.rest.startsWith(`${UNKNOWN_ADDRESS.ip} ${UNKNOWN_ADDRESS.port} `);
  if (unknown) {
    tokens.next();
    tokens.next();
  }
  const address = unknown ? ({ ok: true, value: UNKNOWN_ADDRESS } as const) : readAddress(context);
  if (!address.ok) return address;
  const hops = parseHops(context, none ? 0 : count.value);
  const files: Read<string[]> = none ? { ok: true, value: [] } : parseNames(context, count.value);
  if (!files.ok) return files;
  return { ok: true, value: { verb: 'SEROK', code, address: address.value, hops, files: files.value } };
}

/** Parses the hops unless they are missing: no number comes first, or one that is needed as a name. */
function parseHops(context: ParseContext, names: number): number {
  const { tokens } = context;
  const left = tokens.rest.split(' ');
  // As many words as names leave none for the hops, unless commas separate more names.
  const allNames = names > 0 && left.length === names && !tokens.rest.includes(',');
  if (isHops(left[0]) && !allNames) return toHops(context, tokens.next() ?? '');
  note(context, { name: 'hops-missing' });
  return 0;
}
