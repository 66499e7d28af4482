import type { IncomingMessage } from 'node:http';
import type { Settings } from '../../../shared/settings/settings';
import { type Refusal, refusal } from './refusal';

/**
 * @returns the maximum size of the body of a command, in bytes. The largest input of the contract, 1,000 names of 255
 * characters, each of up to 6 bytes as JSON may write it, fits the smallest value of the setting.
 */
export function maxCommandBytes({ apiCommandMb }: Settings): number {
  return apiCommandMb * 1_000_000;
}
/** Maximum size of a login form, in bytes: it is sent before authentication. */
const MAX_FORM_BYTES = 64 * 1024;
/** Bytes of a body that is too long which are read and discarded, so that the sender receives the answer. */
const MAX_DISCARDED_BYTES = 1024 * 1024;

export type Body<T = unknown> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * Reads the complete body of a command.
 *
 * @param limit maximum size in bytes
 * @returns the parsed JSON, `{}` when there is no body; else the error: 413 over the limit, 415 not declared as JSON, 400 not JSON
 */
export async function readJson(request: IncomingMessage, limit: number): Promise<Body> {
  const bytes = await readAtMost(request, limit);
  if (bytes === undefined) return { ok: false, refusal: tooLong(limit) };
  if (bytes.length === 0) return { ok: true, value: {} };
  if (!isJson(request.headers['content-type'])) return { ok: false, refusal: NOT_DECLARED };
  try {
    return { ok: true, value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch {
    return { ok: false, refusal: NOT_JSON };
  }
}

/** Reads a complete short body as text. @returns 413 over 64 KiB */
export async function readText(request: IncomingMessage): Promise<Body<string>> {
  const bytes = await readAtMost(request, MAX_FORM_BYTES);
  return bytes === undefined
    ? { ok: false, refusal: FORM_TOO_LONG }
    : { ok: true, value: bytes.toString('utf8') };
}

function isJson(contentType: string | undefined): boolean {
  return /^application\/json\s*(;|$)/i.test(contentType ?? '');
}

/** @returns undefined when there is more, of which a bounded part was discarded */
async function readAtMost(request: IncomingMessage, most: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Leaving the loop must not destroy the socket: the answer is still sent on it.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= most) chunks.push(chunk);
    if (length > most + MAX_DISCARDED_BYTES) break;
  }
  return length > most ? undefined : Buffer.concat(chunks);
}

/** @param limit maximum size of a command in bytes */
export function tooLong(limit: number): Refusal {
  const message = `The request is longer than ${limit / 1_000_000} MB. The setting “apiCommandMb” allows more.`;
  return refusal(413, 'PAYLOAD_TOO_LARGE', message, { connection: 'close' });
}
const FORM_TOO_LONG = refusal(413, 'PAYLOAD_TOO_LARGE', 'The form is longer than 64 KiB.', {
  connection: 'close',
});
const NOT_DECLARED = refusal(
  415,
  'UNSUPPORTED_MEDIA_TYPE',
  'Send the body as JSON, with the header `Content-Type: application/json`.',
);
const NOT_JSON = refusal(400, 'BAD_REQUEST', 'The body is not JSON.');
