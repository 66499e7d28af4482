import { readFileSync } from 'node:fs';
import { VERB_NAMES } from '../../src/shared/protocol/verbs';

const PAGE = new URL('../../PROTOCOL.md', import.meta.url);
const BLOCKS = ['exact', 'inexact', 'unreadable'] as const;
const ESCAPES: Readonly<Record<string, number>> = { '\\n': 10, '\\r': 13, '\\0': 0 };

/** What has brought down programs before, or stands at some limit: put where a token was. */
export const DICTIONARY: readonly string[] = [
  ...[
    '0',
    '1',
    '-1',
    '2',
    '9995',
    '9996',
    '9997',
    '9998',
    '9999',
    '10000',
    '65535',
    '65536',
    '999999999',
    '1e3',
  ],
  ...[
    '127.0.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '256.1.1.1',
    '224.0.0.1',
    '127.1',
    '::1',
    '::',
    'fe80::1%lo',
  ],
  ...[
    'a',
    'localhost',
    '__proto__',
    'constructor',
    '-',
    '.',
    '/127.0.0.1',
    '""',
    '"',
    '"a b"',
    'x'.repeat(255),
  ],
  ...['é', '\u202e', '\ufeff', '\u0000', '\n', '', 'q'.repeat(5_000), '0009 PING', '0036', '0000', '9999'],
  ...VERB_NAMES,
  ...['UNREGOK', 'ping'],
];

/** @returns the golden vectors of PROTOCOL.md as bytes: exact, inexact and unreadable frames */
export function goldenVectors(): Uint8Array[] {
  const page = readFileSync(PAGE, 'utf8');
  return BLOCKS.flatMap((block) => {
    const text = page.split(`\`\`\`${block}\n`)[1]?.split('```')[0] ?? '';
    const lines = text.split('\n').filter((line) => line !== '');
    return lines.map((line) => bytesOf(line.split(' → ')[0] ?? ''));
  });
}

function bytesOf(written: string): Uint8Array {
  const parts = written.split(/(\\[nr0]|\\x[0-9a-f]{2})/).map((part, index) => {
    if (index % 2 === 0) return Buffer.from(part, 'utf8');
    return Uint8Array.of(ESCAPES[part] ?? Number.parseInt(part.slice(2), 16));
  });
  return Buffer.concat(parts);
}
