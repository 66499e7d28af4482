import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { EXCHANGE_PATH, LOGIN_PATH } from '../../shared/browser-login';
import { failed, ok, type Result } from '../../shared/problem';
import type { Experiments } from '../experiment/experiments';
import { SequentialRequests } from '../network/files/sequential-requests';
import { isWildcard } from '../network/node/addresses';
import type { Overlay } from '../network/overlay/overlay';
import { type BrowserSessions, createBrowserSessions } from './access/browser-session';
import { apiLimitsOf, ConnectionLimits, TIMED_SERVER } from './access/connection-limits';
import { createGuard, type Guard } from './access/guard';
import { hostsOf, inUrl } from './access/hosts';
import { logIn, serveExchange, serveLogin } from './access/login';
import { addSecurityHeaders } from './access/security-headers';
import { serveFiles } from './files/file-api';
import { clearAbandonedUploads } from './files/upload';
import { serveApi } from './http/http-api';
import { listen } from './http/listen';
import { type Refusal, refusal, refuse, refuseUpgrade } from './http/refusal';
import { staticFiles } from './http/static-files';
import { serveWebSockets, type WebSockets } from './streams/web-socket';

export interface ApiServerOptions {
  readonly overlay: Overlay;
  readonly experiments?: Experiments;
  /** Address to listen on; 127.0.0.1 keeps it on this machine. */
  readonly host: string;
  /** 0 means any free port. */
  readonly port: number;
  readonly token: string;
  /** The folder of the built window; without it only the API is served. */
  readonly uiFolder?: string;
  /** The folder for uploads; default: a temporary folder. */
  readonly uploadFolder?: string;
  /** Further `name:port` that a browser may use, for instance in front of a proxy. */
  readonly allowedHosts?: readonly string[];
}

export interface ApiServer {
  /** The address of the page; a browser needs `?token=…` after it. */
  readonly url: string;
  readonly apiUrl: string;
  readonly port: number;
  /** Closes every connection and stream at once. Idempotent; does not touch the overlay. */
  stop(): Promise<void>;
}

/** Maximum number of pipelined requests on one connection. */
const MAX_WAITING_REQUESTS = 16;

/**
 * Serves the lab over HTTP: the page at `/`, the contract as an API under `/api` and as a WebSocket at `/rpc`.
 * Everything needs the token, and a Host and Origin that are ours.
 */
export async function startApiServer(options: ApiServerOptions): Promise<Result<ApiServer>> {
  const { overlay, experiments, host, token } = options;
  if (token.length < 32) return failed('bad-input', 'the token must have at least 32 characters');
  const server = createServer(TIMED_SERVER);
  const limits = new ConnectionLimits(server, () => apiLimitsOf(overlay.settings), overlay.log);
  const bound = await listen(server, host, options.port);
  if (!bound.ok) return bound;

  const port = bound.value;
  const url = `http://${inUrl(isWildcard(host) ? loopbackOf(host) : host)}:${port}/`;
  const sessions = createBrowserSessions(token, port);
  const guard = createGuard(hostsOf(host, options.allowedHosts), sessions);
  const webSockets = serveWebSockets({ overlay, experiments });
  const api = serveApi({ overlay, experiments, cancelWithConnection: true });
  const files = staticFiles(options.uiFolder);
  const uploadFolder = options.uploadFolder ?? join(tmpdir(), 'syncpulse-uploaded');
  const fileApi = serveFiles({ overlay, uploadFolder, onStall: () => limits.noteSlow() });
  const stopClearing = clearAbandonedUploads(uploadFolder);

  const turns = new SequentialRequests(MAX_WAITING_REQUESTS);
  const served = { guard, sessions, api, files, fileApi, limits };
  server.on('request', (request, response) =>
    turns.run(request, response, () => answer(request, response, served)),
  );
  server.on('upgrade', (request, socket, head) =>
    upgrade(request, socket, head, { guard, webSockets, limits }),
  );

  let stopped: Promise<void> | undefined;
  const stop = async () => {
    stopClearing();
    limits.stop();
    webSockets.stop();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
  return ok({
    url,
    apiUrl: `${url}api`,
    port,
    stop() {
      stopped ??= stop();
      return stopped;
    },
  });
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

interface Served {
  readonly guard: Guard;
  readonly sessions: BrowserSessions;
  readonly api: Handler;
  readonly files: Handler;
  readonly fileApi: ReturnType<typeof serveFiles>;
  readonly limits: ConnectionLimits;
}

/** Ends a request whose body does not arrive. One without a body is complete, however long its answer takes. */
function limitTime(request: IncomingMessage, limits: ConnectionLimits): void {
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
  if (coding === undefined && !(Number(length) > 0)) return;
  const timer = setTimeout(() => {
    limits.noteSlow();
    request.destroy();
  }, limits.bodyMs);
  const clear = () => clearTimeout(timer);
  request.once('end', clear).once('close', clear);
}

/** Checks Host, Origin and token before it handles the request. */
function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { guard, sessions, api, files, fileApi, limits }: Served,
): void {
  response.once('close', () => limits.noteStatus(response.statusCode));
  const place = guard.checkPlace(request);
  addSecurityHeaders(response, place.ok ? place.host : undefined);
  if (!place.ok) return refuse(request, response, place.refusal);

  const path = pathOf(request);
  if (path === '/' && request.method === 'GET') {
    const token = queryOf(request).get('token');
    if (token !== null) return logIn(request, response, sessions, token);
  }
  if (path !== '/upload') limitTime(request, limits);
  if (path === LOGIN_PATH)
    return void serveLogin(request, response, sessions).catch(() => response.destroy());
  const verdict = needsKey(path) ? guard.checkToken(request) : guard.checkCookie(request);
  if (!verdict.ok) return refuse(request, response, verdict.refusal);
  limits.trust(request.socket);

  if (path === EXCHANGE_PATH)
    return void serveExchange(request, response, sessions).catch(() => response.destroy());
  const fileHandler = fileApi(path);
  if (fileHandler) return fileHandler(request, response);
  if (path === '/api/docs') return showDocs(response);
  if (path === '/api' || path.startsWith('/api/')) return api(request, response);
  if (path === '/rpc') return refuse(request, response, UPGRADE_REQUIRED);
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(request, response, ONLY_GET);
  return files(request, response);
}

/** The built page and the exchange that gives it its key need the cookie; everything else needs the key or the token. */
function needsKey(path: string): boolean {
  return /^\/(api|generate|download|upload(ed)?|rpc)(?![a-z])/.test(path) && path !== '/api/docs';
}

/** The page is built with the window, in the folder next to it. */
function showDocs(response: ServerResponse): void {
  response.writeHead(302, { location: '/docs.html', 'cache-control': 'no-store' }).end();
}

function upgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  { guard, webSockets, limits }: Pick<Served, 'guard' | 'limits'> & { webSockets: WebSockets },
): void {
  // Until ws takes over the socket, nothing else handles its reset.
  const onError = () => socket.destroy();
  socket.on('error', onError);
  const verdict = guard.checkToken(request);
  const why = whyNotUpgraded(request, verdict.ok ? undefined : verdict.refusal);
  if (why !== undefined) {
    limits.noteStatus(why.status);
    return refuseUpgrade(socket, why);
  }
  if (!limits.admitsWebSocket(webSockets.open())) return refuseUpgrade(socket, TOO_MANY_SOCKETS);
  limits.trust(request.socket);
  socket.off('error', onError);
  webSockets.accept(request, socket, head);
}

function whyNotUpgraded(request: IncomingMessage, refused: Refusal | undefined): Refusal | undefined {
  if (refused !== undefined) return refused;
  if (request.headers.upgrade?.toLowerCase() !== 'websocket') return ONLY_WEBSOCKET;
  return pathOf(request) === '/rpc' ? undefined : NO_SOCKET_HERE;
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}

function queryOf(request: IncomingMessage): URLSearchParams {
  const url = request.url ?? '';
  const mark = url.indexOf('?');
  return new URLSearchParams(mark === -1 ? '' : url.slice(mark + 1));
}

function loopbackOf(wildcard: string): string {
  return wildcard === '::' ? '::1' : '127.0.0.1';
}

const UPGRADE_REQUIRED = refusal(
  426,
  'UPGRADE_REQUIRED',
  'This address speaks WebSocket only; for plain HTTP use `/api`.',
  {
    connection: 'Upgrade',
    upgrade: 'websocket',
  },
);
// Java's HttpClient requests HTTP/2 in this way by default.
const ONLY_WEBSOCKET = refusal(
  400,
  'BAD_REQUEST',
  'This server upgrades to WebSocket only. Send plain HTTP/1.1, without the Upgrade header.',
);
const NO_SOCKET_HERE = refusal(404, 'NOT_FOUND', 'The WebSocket is at `/rpc`.');
const TOO_MANY_SOCKETS = refusal(
  503,
  'TOO_MANY_CONNECTIONS',
  'Too many windows are open on this lab. Close one, and try again.',
);
const ONLY_GET = refusal(405, 'METHOD_NOT_ALLOWED', 'Pages are only read: use GET.', { allow: 'GET, HEAD' });
