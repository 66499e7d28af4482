import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Busboy } from '@fastify/busboy';
import { checkFileName } from '../../../shared/protocol/names';
import { CLAIM_VOID_AFTER_MS, claim, type Release } from '../../network/downloads/storage/claim';
import { diskProblem, freeBytes } from '../../network/downloads/storage/disk';
import { PartialFile } from '../../network/downloads/storage/partial-file';
import { safeFileName } from '../../network/downloads/storage/safe-name';
import { type Refusal, refusal } from '../http/refusal';

/** Maximum size of the form without the file, in bytes. */
const FORM_OVERHEAD_BYTES = 64 * 1024;
/** Holds incomplete uploads, inside the upload folder, so that a complete file needs no copying. */
const HIDDEN = '.syncpulse';
export type Received =
  | { readonly name: string; readonly bytes: number; readonly sha256: string }
  | { readonly refusal: Refusal };

export interface UploadOptions {
  /** Maximum size of the file, in bytes. */
  readonly limit: number;
  /** Idle time in milliseconds after which the upload is cancelled, and the callback for that. */
  readonly stall: { readonly afterMs: number; readonly onStall: () => void };
  /** Whether it replaces a file of that name; else such an upload is refused. */
  readonly replace: boolean;
}

/**
 * Receives one file of a multipart form, field `file`, directly to the disk. It appears in the folder only when the
 * form and the file are complete; a failed upload is removed.
 */
export async function receiveUpload(
  request: IncomingMessage,
  folder: string,
  options: UploadOptions,
): Promise<Received> {
  const unfit = await whyNotEvenBegun(request, folder, options.limit);
  if (unfit) return { refusal: unfit };
  const part = join(folder, HIDDEN, `${randomUUID()}.part`);
  let release: Release | undefined;
  try {
    release = await claim(part);
    const file = await PartialFile.open(part);
    try {
      return await receive(request, folder, options, file);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (request.destroyed && !request.complete) throw error;
    return { refusal: refusalOf(diskProblem(error, 'the lab')) };
  } finally {
    await rm(part, { force: true });
    await release?.();
  }
}

/**
 * Removes the uploads of a program that was ended during an upload. Uploads that another run of the program still
 * receives remain; they are checked again periodically, until none is left.
 *
 * @returns a function that stops the checks
 */
export function clearAbandonedUploads(folder: string, again = CLAIM_VOID_AFTER_MS + 1_000): () => void {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const clear = async () => {
    const names = await readdir(join(folder, HIDDEN)).catch(() => []);
    let claimed = false;
    for (const name of names) {
      if (!name.endsWith('.part')) continue;
      const part = join(folder, HIDDEN, name);
      // In a folder that cannot be written to, nothing can be removed.
      const release = await claim(part).catch(() => null);
      if (release === undefined) claimed = true;
      if (!release) continue;
      await rm(part, { force: true }).catch(() => undefined);
      await release();
    }
    if (!claimed || stopped) return;
    timer = setTimeout(() => void clear(), again);
    timer.unref();
  };
  void clear();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

async function whyNotEvenBegun(
  request: IncomingMessage,
  folder: string,
  limit: number,
): Promise<Refusal | undefined> {
  if (!/^multipart\/form-data\s*;/i.test(request.headers['content-type'] ?? '')) return NOT_A_FORM;
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > limit + FORM_OVERHEAD_BYTES) return tooLarge(limit);
  return declared > (await freeBytes(folder)) ? DISK_FULL : undefined;
}

async function receive(
  request: IncomingMessage,
  folder: string,
  { limit, stall, replace }: UploadOptions,
  file: PartialFile,
): Promise<Received> {
  const form = await readForm(request, limit, stall, file);
  if ('refusal' in form) return form;
  const { name, bytes } = form;
  const sha256 = await file.digest(bytes);
  const path = replace
    ? await file.replace(folder, safeFileName(name))
    : await file.publish(folder, [safeFileName(name)]);
  return path === undefined ? { refusal: EXISTS } : { name, bytes, sha256 };
}

type Form = { readonly name: string; readonly bytes: number } | { readonly refusal: Refusal };

function readForm(
  request: IncomingMessage,
  limit: number,
  { afterMs, onStall }: UploadOptions['stall'],
  file: PartialFile,
): Promise<Form> {
  return new Promise((resolve, reject) => {
    let writing: Promise<Form> | undefined;
    let parser: InstanceType<typeof Busboy>;
    const settle = (form: Form) => {
      request.off('close', onClose);
      request.unpipe(parser);
      // The rest of the body is read and discarded, so that the sender receives the answer.
      request.resume();
      resolve(form);
    };
    const fail = (error: unknown) => {
      request.unpipe(parser);
      reject(error);
    };
    const onClose = () => {
      if (!request.complete) fail(new Error('the upload broke off'));
    };
    try {
      parser = new Busboy({
        headers: { ...request.headers, 'content-type': request.headers['content-type'] ?? '' },
        limits: { files: 1, fileSize: limit, fields: 20, fieldSize: 8_192, parts: 30, headerPairs: 20 },
      });
    } catch {
      return resolve({ refusal: NOT_A_FORM });
    }
    parser.on('file', (field, stream, filename) => {
      // A part that ends early emits an error, also when it is not read; its reader receives the error in any case.
      stream.on('error', () => undefined);
      const checked = checkFileName(filename ?? '');
      if (field !== 'file' || writing) stream.resume();
      else if (!checked.ok) {
        stream.resume();
        settle({ refusal: BAD_NAME });
      } else {
        writing = write(stream, checked.name, limit, file);
        // A file that is refused or cannot be written ends the form at once.
        writing.then((form) => 'refusal' in form && settle(form), fail);
      }
    });
    parser.on('error', () => settle({ refusal: NOT_A_FORM }));
    parser.on('finish', () => {
      if (writing) writing.then(settle, fail);
      else settle({ refusal: NO_FILE });
    });
    request.setTimeout(afterMs, () => {
      onStall();
      request.destroy();
    });
    request.once('close', onClose);
    request.pipe(parser);
  });
}

async function write(
  stream: Readable & { truncated?: boolean },
  name: string,
  limit: number,
  file: PartialFile,
): Promise<Form> {
  const writer = file.writer(0);
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    await writer.take(chunk);
    if (stream.truncated) return { refusal: tooLarge(limit) };
  }
  await writer.flush();
  return stream.truncated ? { refusal: tooLarge(limit) } : { name, bytes };
}

function refusalOf({ code, sentence }: ReturnType<typeof diskProblem>): Refusal {
  return code === 'disk-full' ? DISK_FULL : refusal(500, 'INTERNAL_SERVER_ERROR', sentence, CLOSE);
}

const CLOSE = { connection: 'close' };
const tooLarge = (limit: number) =>
  refusal(
    413,
    'PAYLOAD_TOO_LARGE',
    `A file of at most ${limit / 1_000_000} MB can be uploaded. The setting “uploadLimitMb” allows more.`,
    CLOSE,
  );
const DISK_FULL = refusal(
  507,
  'INSUFFICIENT_STORAGE',
  'The disk of the lab has no room for this file.',
  CLOSE,
);
const NOT_A_FORM = refusal(
  415,
  'UNSUPPORTED_MEDIA_TYPE',
  'Send the file as multipart/form-data, in the field `file`: `curl -F file=@name …`.',
  CLOSE,
);
const NO_FILE = refusal(400, 'BAD_REQUEST', 'There is no file in the form. Send it in the field `file`.');
const BAD_NAME = refusal(
  400,
  'BAD_REQUEST',
  'A file name has 1 to 255 bytes, no quote, and no character that cannot be seen.',
  CLOSE,
);
const EXISTS = refusal(
  409,
  'CONFLICT',
  'A file of that name was uploaded before. Upload it under another name.',
);
