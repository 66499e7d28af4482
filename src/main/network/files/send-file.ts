import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { rangeOf } from './byte-range';
import type { OpenFile, Span } from './file-source';

/**
 * Bytes up to which a part is read first and sent with a `Content-Digest` of its own, so that whoever fetches in
 * pieces can tell which one came wrong.
 */
export const LARGEST_DIGESTED_PART = 4 * 1024 * 1024;

/**
 * Answers GET and HEAD of one file (RFC 9110): whole or one range, conditional, with the SHA-256 of the whole as its
 * ETag and `Repr-Digest`, and a `Content-Digest` of what is sent (RFC 9530).
 *
 * @param name what a browser is to save it as
 * @throws where the file cannot be read; then nothing or not everything was sent, and the response is to be destroyed
 */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  name: string,
  file: OpenFile,
): Promise<void> {
  const digest = await file.digest();
  // Whoever asked may have gone while it was worked out.
  if (request.socket.destroyed) return;
  const etag = `"${digest}"`;
  const { headers, method } = request;
  response.setHeader('ETag', etag);
  response.setHeader('Repr-Digest', digestField(Buffer.from(digest, 'hex')));
  response.setHeader('Accept-Ranges', 'bytes');
  response.setHeader('Cache-Control', 'no-cache');
  if (file.modified !== undefined) response.setHeader('Last-Modified', new Date(file.modified).toUTCString());
  if (headers['if-match'] !== undefined && !names(headers['if-match'], etag)) return endWith(response, 412);
  if (names(headers['if-none-match'], etag)) return endWith(response, 304);

  const whole: Span = { start: 0, end: file.bytes };
  const ranged = method === 'GET' && (headers['if-range'] === undefined || headers['if-range'] === etag);
  const part = ranged ? rangeOf(headers.range, file.bytes) : undefined;
  if (part === 'unsatisfiable') {
    response.setHeader('Content-Range', `bytes */${file.bytes}`);
    return endWith(response, 416);
  }
  response.statusCode = part ? 206 : 200;
  const span = part ?? whole;
  if (part) response.setHeader('Content-Range', `bytes ${part.start}-${part.end - 1}/${file.bytes}`);
  describeContent(response, name, span.end - span.start);
  if (!part) response.setHeader('Content-Digest', digestField(Buffer.from(digest, 'hex')));
  if (method === 'HEAD') return void response.end();
  if (part && part.end - part.start <= LARGEST_DIGESTED_PART) {
    const bytes = await readWhole(file.read(part));
    response.setHeader('Content-Digest', digestField(createHash('sha256').update(bytes).digest()));
    if (bytes.length < part.end - part.start) throw new Error('the file has become shorter');
    return void response.end(bytes);
  }
  await stream(file.read(span), request.socket, response, span.end - span.start);
}

function describeContent(response: ServerResponse, name: string, length: number): void {
  response.setHeader('Content-Type', 'application/octet-stream');
  response.setHeader('Content-Length', length);
  // Anybody may have put anything into the file: a browser is to save it, not to show it.
  response.setHeader('Content-Disposition', `attachment; filename*=UTF-8''${encodeRfc8187(name)}`);
  response.setHeader('X-Content-Type-Options', 'nosniff');
}

/** Sends as fast as the other side takes it, and destroys the source when the other side goes away. */
async function stream(
  source: Readable,
  socket: Socket,
  response: ServerResponse,
  length: number,
): Promise<void> {
  if (socket.destroyed) return void source.destroy();
  const gone = new AbortController();
  const onClose = () => {
    gone.abort();
    source.destroy();
  };
  // Not of the response: one that waits for its turn gets no such event when the connection ends.
  socket.once('close', onClose);
  let sent = 0;
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      sent += chunk.length;
      if (!response.write(chunk)) await once(response, 'drain', { signal: gone.signal });
    }
    if (sent < length) throw new Error('the file has become shorter');
    response.end();
  } catch (error) {
    if (!gone.signal.aborted) throw error;
  } finally {
    socket.off('close', onClose);
  }
}

async function readWhole(source: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of source as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** @returns whether an `If-Match` or `If-None-Match` names this ETag; a weak one matches too, as it does no harm here */
function names(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((one) => one.trim().replace(/^W\//, '') === etag);
}

function endWith(response: ServerResponse, status: number): void {
  response.statusCode = status;
  response.end();
}

function digestField(digest: Buffer): string {
  return `sha-256=:${digest.toString('base64')}:`;
}

function encodeRfc8187(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
