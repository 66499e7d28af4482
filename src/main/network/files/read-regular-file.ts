import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Why a path is not read, in words that continue "it …". */
export class NotReadable extends Error {}

/** Reads a text file whole, as {@link readRegularBytes} does. */
export async function readRegularFile(file: string, maxBytes: number): Promise<string> {
  return (await readRegularBytes(file, maxBytes)).toString('utf8');
}

/**
 * Reads a file whole. A device, a pipe or a socket is refused: to read one may never end. The file is opened
 * first and then examined, so that it cannot be replaced in between; opening a pipe does not wait for a writer.
 *
 * @throws NotReadable for anything but a regular file, or a file that is too large; else the error of the system
 */
export async function readRegularBytes(file: string, maxBytes: number): Promise<Buffer> {
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new NotReadable('it is not a regular file');
    if (stats.size > maxBytes) throw new NotReadable(`it has more than ${maxBytes} bytes`);
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}
