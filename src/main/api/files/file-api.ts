import { randomBytes } from 'node:crypto';
import { mkdir, realpath } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { safeFileName } from '../../network/downloads/storage/safe-name';
import type { FileSource, OpenFile } from '../../network/files/file-source';
import { generatedFile } from '../../network/files/generated-content';
import { openWithin } from '../../network/files/real-file';
import { sendFile } from '../../network/files/send-file';
import type { Overlay } from '../../network/overlay/overlay';
import { type Refusal, refusal, refuse } from '../http/refusal';
import { receiveUpload } from './upload';

/** Generated names that can still be downloaded; older names are removed. Their content is generated on demand. */
const MAX_GENERATED = 10_000;
/** Bytes, as `file_size_mb` counts. */
const MEGABYTE = 1_000_000;

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** The description of a file: the field names are those of the predecessor system. */
interface FileAnswer {
  readonly file_name: string;
  /** Megabytes of 1,000,000 bytes. */
  readonly file_size_mb: number;
  readonly sha256_hash: string;
}

export interface FileApiOptions {
  readonly overlay: Overlay;
  /** The folder for uploads; created when needed. */
  readonly uploadFolder: string;
  /** Called for each upload that is cancelled, since no byte of it arrived for the time in the settings. */
  readonly onStall: () => void;
  /**
   * Answers as the predecessor system: whole megabytes, `error` next to `message`, and an upload replaces
   * a file of its name. Default: exact sizes, and no file is replaced.
   */
  readonly legacy?: boolean;
}

/**
 * The file service, with the paths of the predecessor system: `GET /generate`, `GET /download/{file_name}`,
 * `POST /upload` and `GET /uploaded/{file_name}`.
 *
 * @returns the handler of a path; undefined for any other path
 */
export function serveFiles({
  overlay,
  uploadFolder,
  onStall,
  legacy = false,
}: FileApiOptions): (path: string) => Handler | undefined {
  const generated = new Map<string, FileSource>();
  const { only, send, decline } = answersFor(legacy);

  const generate = async (response: ServerResponse) => {
    const name = `generated-${randomBytes(8).toString('hex')}.bin`;
    const { bytes } = generatedFile(name);
    const source = legacy ? generatedFile(name, Math.ceil(bytes / MEGABYTE) * MEGABYTE) : generatedFile(name);
    generated.set(name, source);
    const [oldest] = generated.keys();
    if (generated.size > MAX_GENERATED && oldest !== undefined) generated.delete(oldest);
    const file = await source.open();
    answer(response, about(name, file.bytes, await file.digest()));
  };
  const about = (file_name: string, bytes: number, sha256_hash: string): FileAnswer => {
    const megabytes = bytes / MEGABYTE;
    return { file_name, file_size_mb: legacy ? Math.ceil(megabytes) : megabytes, sha256_hash };
  };
  const download = async (name: string): Promise<OpenFile | undefined> =>
    (generated.get(name) ?? overlay.sharedFile(name))?.open();
  const uploaded = async (name: string) => openWithin(await realpath(uploadFolder), safeFileName(name));
  const upload = async (request: IncomingMessage, response: ServerResponse) => {
    await mkdir(uploadFolder, { recursive: true });
    const limit = overlay.settings.uploadLimitMb * MEGABYTE;
    const stall = { afterMs: overlay.settings.uploadStallS * 1_000, onStall };
    const received = await receiveUpload(request, uploadFolder, { limit, stall, replace: legacy });
    if ('refusal' in received) return decline(request, response, received.refusal);
    answer(response, about(received.name, received.bytes, received.sha256));
  };

  return (path) => {
    const [, first = '', second] = /^\/([a-z]+)(?:\/([^/]*))?$/.exec(path) ?? [];
    switch (first) {
      case 'generate':
        return second === undefined ? only('GET', (_request, response) => generate(response)) : undefined;
      case 'upload':
        return second === undefined ? only('POST', upload) : undefined;
      case 'download':
        return second === undefined ? undefined : only('GET', send(second, download));
      case 'uploaded':
        return second === undefined ? undefined : only('GET', send(second, uploaded));
      default:
        return undefined;
    }
  };
}

type Work = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** How requests are answered and refused. */
function answersFor(legacy: boolean) {
  const decline = (request: IncomingMessage, response: ServerResponse, why: Refusal) =>
    refuse(request, response, legacy ? { ...why, withError: true } : why);

  const only = (method: 'GET' | 'POST', work: Work): Handler => {
    return (request, response) => {
      response.setHeader('Cache-Control', 'no-store');
      if (request.method !== method && !(method === 'GET' && request.method === 'HEAD')) {
        const allow = method === 'GET' ? 'GET, HEAD' : 'POST';
        const why = refusal(405, 'METHOD_NOT_ALLOWED', `Use ${allow} here.`, { allow });
        return decline(request, response, why);
      }
      work(request, response).catch((error: unknown) => {
        // A client that disconnects during a response is not an error of this server.
        if (request.destroyed || response.destroyed) return;
        console.error('the file API failed:', error);
        if (response.headersSent) response.destroy();
        else decline(request, response, FAILED);
      });
    };
  };

  const send = (encoded: string, find: (name: string) => Promise<OpenFile | undefined>): Work => {
    return async (request, response) => {
      const name = decoded(encoded);
      if (name === undefined) return decline(request, response, NO_NAME);
      const file = await find(name).catch(missing);
      if (!file) return decline(request, response, NO_SUCH_FILE);
      try {
        await sendFile(request, response, name, file);
      } finally {
        await file.close();
      }
    };
  };
  return { only, send, decline };
}

function decoded(text: string): string | undefined {
  try {
    const name = decodeURIComponent(text);
    return name === '' || name.includes('\0') ? undefined : name;
  } catch {
    return undefined;
  }
}

function missing(error: unknown): undefined {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP' || code === 'ENAMETOOLONG') return;
  throw error;
}

function answer(response: ServerResponse, file: FileAnswer): void {
  const text = JSON.stringify(file);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

const NO_SUCH_FILE = refusal(404, 'NOT_FOUND', 'There is no file of that name here.');
const NO_NAME = refusal(400, 'BAD_REQUEST', 'That is not a file name. Write it percent-encoded, as UTF-8.');
const FAILED = refusal(
  500,
  'INTERNAL_SERVER_ERROR',
  'The file could not be served; the console shows the reason.',
);
