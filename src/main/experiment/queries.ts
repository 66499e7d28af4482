import { readFile } from 'node:fs/promises';
import { failed, ok, type Result } from '../../shared/problem';
import { resource } from '../network/files/resources';

const MAX_QUERIES = 1_000;
const MAX_QUERY_LENGTH = 250;

/**
 * Reads a list of queries, one a line; empty lines are skipped, and repeated queries are searched again.
 *
 * @param path '' for the list that comes with the program
 */
export async function readQueries(path: string): Promise<Result<readonly string[]>> {
  const file = path === '' ? resource('queries.txt') : path;
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return failed('bad-input', `The list of queries ${file} cannot be read (${why}). Give a text file.`);
  }
  const queries = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (queries.length === 0) return failed('bad-input', `The list of queries ${file} is empty.`);
  if (queries.length > MAX_QUERIES) {
    return failed(
      'bad-input',
      `The list of queries ${file} has ${queries.length} lines; the maximum is ${MAX_QUERIES}.`,
    );
  }
  const long = queries.findIndex((query) => query.length > MAX_QUERY_LENGTH);
  if (long >= 0) {
    return failed(
      'bad-input',
      `A query of ${file} is longer than ${MAX_QUERY_LENGTH} characters: the ${long + 1}th. Shorten it.`,
    );
  }
  return ok(queries);
}
