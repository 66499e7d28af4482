import { createHash } from 'node:crypto';

/** Bytes that a name may have in the file system, with room left for ` (2)`. */
const MAX_BYTES = 240;
/** Hex digits of the digest that keep two names apart which look the same once made safe. */
const MARK_DIGITS = 24;
const MARKED = new RegExp(`~[0-9a-f]{${MARK_DIGITS}}(\\.|$)`, 'i');

/** Separators, what Windows forbids, what cannot be seen or reorders the text (but joiners, which Sinhala and Tamil need), odd blanks. */
const UNSAFE = /[/\\:*?"<>|\p{Zl}\p{Zp}]|(?![\u200C\u200D])\p{C}|(?! )\p{Zs}/u;
const UNSAFE_ALL = new RegExp(UNSAFE.source, 'gu');
/** What a program that decodes once too often would make into something else. */
const ENCODED = /%[0-9a-f]{2}/i;
/** Names that Windows gives to devices, whatever stands behind a dot (Microsoft, Naming Files, Paths, and Namespaces). */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)/i;

/**
 * Makes of a name from the network one that is safe as a file name on every system: it names an entry of the folder
 * that it is put into, and nothing else. A name that is safe stays as it is; another is cleaned, and marked with a
 * digest of itself, so that no two names become one.
 */
export function safeFileName(name: string): string {
  if (isSafe(name)) return name;
  const mark = `~${createHash('sha256').update(name, 'utf8').digest('hex').slice(0, MARK_DIGITS)}`;
  const cleaned = name
    .normalize('NFC')
    .replace(UNSAFE_ALL, '_')
    .replaceAll('%', '_')
    .replace(/^[. ]+|[. ]+$/g, '');
  const dot = cleaned.lastIndexOf('.');
  const extension = dot > 0 && cleaned.length - dot <= 10 ? cleaned.slice(dot) : '';
  const stem = cleaned.slice(0, cleaned.length - extension.length).replace(/[. ]+$/, '');
  const room = MAX_BYTES - mark.length - Buffer.byteLength(extension);
  return `_${cutTo(stem, room - 1)}${mark}${extension}`;
}

function isSafe(name: string): boolean {
  return (
    name !== '' &&
    name === name.normalize('NFC') &&
    Buffer.byteLength(name) <= MAX_BYTES &&
    !UNSAFE.test(name) &&
    !ENCODED.test(name) &&
    !DEVICE.test(name) &&
    !MARKED.test(name) &&
    !/^[. ]|[. ]$/.test(name)
  );
}

/** Two names with the same key may be one file, on a system that tells neither case nor composition apart. */
export function foldedKey(name: string): string {
  return name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFC');
}

/** Names to be tried in turn where the first is taken: `a.txt`, `a (2).txt`, `a (3).txt` … */
export function* alternatives(name: string): Generator<string> {
  yield name;
  const dot = name.lastIndexOf('.');
  const at = dot > 0 ? dot : name.length;
  for (let count = 2; ; count += 1) yield `${name.slice(0, at)} (${count})${name.slice(at)}`;
}

/** Cuts between characters, never inside one. */
function cutTo(text: string, bytes: number): string {
  let cut = '';
  let length = 0;
  for (const character of text) {
    length += Buffer.byteLength(character);
    if (length > bytes) break;
    cut += character;
  }
  return cut;
}
