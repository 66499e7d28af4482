import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Result } from '../../shared/problem';
import { generatedFile } from '../network/files/generated-content';
import type { Overlay } from '../network/overlay/overlay';

export interface ServedFile {
  readonly name: string;
  readonly bytes: number;
  /** In hex, as reported by the service. */
  readonly sha256: string;
}

/** The source of a file before a peer has it. Where the network has an API, it is used by HTTP. */
export interface FileService {
  /** Makes a random file of 2 to 10 MB. */
  generate(signal: AbortSignal): Promise<ServedFile>;
  /** Uploads the file, and puts what was uploaded into a folder under its name. @returns what was uploaded */
  upload(file: ServedFile, folder: string, signal: AbortSignal): Promise<ServedFile>;
}

/**
 * Opens a file service for one network.
 *
 * @param folder the folder for uploads
 */
export type OpenFileService = (
  overlay: Overlay,
  folder: string,
) => Promise<Result<{ readonly files: FileService; stop(): Promise<void> }>>;

/** For a network without an API: generated content that is written to the disk. */
export const localFiles: FileService = {
  async generate() {
    const name = `generated-${randomBytes(8).toString('hex')}.bin`;
    const file = await generatedFile(name).open();
    return { name, bytes: file.bytes, sha256: await file.digest() };
  },
  async upload(file, folder, signal) {
    const content = await generatedFile(file.name).open();
    const written = createWriteStream(join(folder, file.name));
    await pipeline(content.read({ start: 0, end: content.bytes }), written, { signal });
    return file;
  },
};
