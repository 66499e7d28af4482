import { failed, ok, type Result } from '../../../shared/problem';
import { checkFileName } from '../../../shared/protocol/names';
import { type Random, randomInt } from '../../runtime/random';
import { NotReadable, readRegularFile } from './read-regular-file';
import { resource } from './resources';

/** Names that a new peer is given, at least and at most. */
const MIN_NAMES = 3;
const MAX_NAMES = 5;
const MAX_BYTES = 1_000_000;

/**
 * Reads a list of file names, one a line; blank lines are passed over.
 *
 * @param path '' for the list that comes with the program
 */
export async function readNameList(path: string): Promise<Result<readonly string[]>> {
  const file = path === '' ? resource('file-names.txt') : path;
  const change = 'Change the setting “fileList”, or leave it empty for the list that comes with the program.';
  let text: string;
  try {
    text = await readRegularFile(file, MAX_BYTES);
  } catch (error) {
    const why =
      error instanceof NotReadable
        ? error.message
        : error instanceof Error && 'code' in error
          ? String(error.code)
          : String(error);
    return failed('bad-input', `The list of file names ${file} cannot be read (${why}). ${change}`);
  }
  const names = new Set<string>();
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const name = line.trim();
    if (name === '') continue;
    const checked = checkFileName(name);
    if (!checked.ok) return failed('bad-input', `Line ${index + 1} of ${file}: ${checked.error.sentence}.`);
    names.add(checked.name);
  }
  if (names.size === 0) return failed('bad-input', `The list of file names ${file} is empty. ${change}`);
  return ok([...names]);
}

/** @returns 3 to 5 different names of the list; all of it where it has fewer */
export function drawNames(list: readonly string[], random: Random): string[] {
  const count = Math.min(list.length, MIN_NAMES + randomInt(MAX_NAMES - MIN_NAMES + 1, random));
  const left = [...list];
  return Array.from({ length: count }, () => left.splice(randomInt(left.length, random), 1)[0] ?? '');
}
