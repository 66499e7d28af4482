import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { allowForm } from '../access/security-headers';
import { LOGIN_FORM, page } from './page';

/** The reason why a request is refused. The body of the response has the shape of the contract's errors. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  /** A sentence with the remedy. Never contains data from the request. */
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The answer to a form: always a page. */
  readonly asPage?: boolean;
  /** Repeats the message as `error`, where clients of the predecessor system expect it. */
  readonly withError?: boolean;
}

export function refusal(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Refusal {
  return { status, code, message, headers };
}

function bodyOf({ status, code, message, withError }: Refusal): string {
  return JSON.stringify({ defined: false, code, status, message, ...(withError && { error: message }) });
}

/** Answers with JSON, or with a short page where a browser asks for one. */
export function refuse(request: IncomingMessage, response: ServerResponse, why: Refusal): void {
  const wantsPage = why.asPage === true || wantsHtml(request);
  const form = wantsPage && why.status === 401;
  const body = wantsPage ? page('syncPulse', why.message, form ? LOGIN_FORM : '') : bodyOf(why);
  if (form) allowForm(response);
  response.writeHead(why.status, {
    ...why.headers,
    'content-type': wantsPage ? 'text/html; charset=utf-8' : 'application/json',
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(body),
  });
  const sent = request.method === 'HEAD' ? '' : body;
  if (!hasBody(request) || request.complete) return void response.end(sent);
  response.write(sent);
  discardBody(request, response, why.status === 401 || why.status === 403);
}

/** Milliseconds and bytes for which the body of a refused request is read and discarded. */
const DISCARD_MS = 30_000;
const DISCARD_WITHOUT_TOKEN_MS = 2_000;
const DISCARD_WITHOUT_TOKEN_BYTES = 1024 * 1024;

/**
 * Closing a connection while its sender still sends makes the sender's system discard the answer. So the answer is
 * sent, further input is discarded for a bounded time, and then the connection is closed.
 */
function discardBody(request: IncomingMessage, response: ServerResponse, withoutToken: boolean): void {
  let bytes = 0;
  const close = () => request.socket.destroy();
  const timer = setTimeout(close, withoutToken ? DISCARD_WITHOUT_TOKEN_MS : DISCARD_MS);
  request.once('close', () => clearTimeout(timer));
  request.once('end', () => {
    clearTimeout(timer);
    response.end();
  });
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (withoutToken && bytes > DISCARD_WITHOUT_TOKEN_BYTES) close();
  });
  request.resume();
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0;
}

function wantsHtml({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && (headers.accept ?? '').includes('text/html');
}

/** Answers, with the status that Node itself gives, a request whose head is unreadable or did not arrive in time. */
export function refuseUnreadable(code: string | undefined, socket: Duplex & { bytesWritten?: number }): void {
  // A response that has begun cannot be replaced by another one.
  if (!socket.writable || (socket.bytesWritten ?? 0) > 0) return void socket.destroy();
  const status =
    code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? '408 Request Timeout'
      : code === 'HPE_HEADER_OVERFLOW'
        ? '431 Request Header Fields Too Large'
        : '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`, () => socket.destroy());
}

/** Refuses a WebSocket upgrade: there is no response object yet, only the socket. */
export function refuseUpgrade(socket: Duplex, why: Refusal): void {
  const body = bodyOf(why);
  const headers = {
    ...why.headers,
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    'Cache-Control': 'no-store',
    Connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${why.status} ${why.code}`, ...lines, '', body].join('\r\n'));
}
