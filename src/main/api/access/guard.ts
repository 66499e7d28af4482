import type { IncomingMessage } from 'node:http';
import { PAGE_KEY_HEADER, SOCKET_PROTOCOL } from '../../../shared/browser-login';
import { type Refusal, refusal } from '../http/refusal';
import type { BrowserSessions } from './browser-session';
import type { Hosts } from './hosts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

type Verdict =
  | { readonly ok: true; readonly host: string }
  | { readonly ok: false; readonly refusal: Refusal };

/** Authenticates requests. Every request and every WebSocket upgrade is checked here first. */
export interface Guard {
  /** Checks Host and Origin: whether the request is addressed to this server, and comes from its own page or no page. */
  checkPlace(request: IncomingMessage): Verdict;
  /** The token in `Authorization: Bearer`, and for the file service in `?token=`; or the cookie and the page key. */
  checkToken(request: IncomingMessage): Verdict;
  /** The cookie alone, which is enough for the built page: it contains no secret. */
  checkCookie(request: IncomingMessage): Verdict;
}

export function createGuard(hosts: Hosts, sessions: BrowserSessions): Guard {
  const checkPlace = (request: IncomingMessage): Verdict => {
    const host = hosts.hostOf(request);
    if (host === undefined) return no(WRONG_HOST);
    const { origin } = request.headers;
    if (origin !== undefined && !hosts.isOwnOrigin(origin, host)) return no(WRONG_ORIGIN);
    return { ok: true, host };
  };
  const checkBearer = (request: IncomingMessage): Verdict | undefined => {
    const token = bearerOf(request) ?? (isFileService(request) ? tokenIn(request) : undefined);
    if (token === undefined) return undefined;
    return sessions.isToken(token) ? checkPlace(request) : no(WRONG_TOKEN);
  };
  const hasCookie = (request: IncomingMessage) => {
    const cookie = cookieOf(request, sessions.cookieName);
    return cookie !== undefined && sessions.isCookie(cookie);
  };

  return {
    checkPlace,
    checkToken(request) {
      const place = checkPlace(request);
      if (!place.ok) return place;
      const bearer = checkBearer(request);
      if (bearer !== undefined) return bearer;
      if (!hasCookie(request)) return no(NO_TOKEN);
      // A browser adds the cookie to forged requests too, so a request must also prove that it is from our own page.
      if (!isFromPage(request)) return no(WRONG_ORIGIN);
      const key = pageKeyOf(request);
      return key !== undefined && sessions.isPageKey(key) ? place : no(NO_TOKEN);
    },
    checkCookie(request) {
      const place = checkPlace(request);
      if (!place.ok) return place;
      return checkBearer(request) ?? (hasCookie(request) ? place : no(NO_TOKEN));
    },
  };
}

/** A browser sends the Origin of each command and each WebSocket; for a read it sends Sec-Fetch-Site. */
function isFromPage({ headers, method = '' }: IncomingMessage): boolean {
  if (headers.origin !== undefined) return true;
  if (headers.upgrade !== undefined || !SAFE_METHODS.has(method)) return false;
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin';
}

function pageKeyOf({ headers }: IncomingMessage): string | undefined {
  const inHeader = headers[PAGE_KEY_HEADER];
  if (typeof inHeader === 'string') return inHeader;
  const [protocol, key] = (headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim());
  return protocol === SOCKET_PROTOCOL ? key : undefined;
}

function isFileService(request: IncomingMessage): boolean {
  return /^\/(generate|download|upload(ed)?)(?![a-z])/.test(request.url ?? '');
}

function tokenIn(request: IncomingMessage): string | undefined {
  return new URLSearchParams((request.url ?? '').split('?').slice(1).join('?')).get('token') ?? undefined;
}

function bearerOf(request: IncomingMessage): string | undefined {
  return /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

function cookieOf(request: IncomingMessage, name: string): string | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const equals = pair.indexOf('=');
    if (pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
}

function no(why: Refusal): Verdict {
  return { ok: false, refusal: why };
}

const WRONG_HOST = refusal(
  403,
  'WRONG_HOST',
  'This server does not go by the name in the Host header. Open it by the address that it printed, or allow this one with `--allow-host name:port`.',
);

const WRONG_ORIGIN = refusal(
  403,
  'WRONG_ORIGIN',
  'Only the page that this server serves may use it from a browser. Scripts send no Origin and `Authorization: Bearer <token>`.',
);

const NO_TOKEN = refusal(
  401,
  'UNAUTHORIZED',
  'This lab asks for its token. In a browser, open the address that `serve` printed: it ends in `?token=…`; or enter the token at `/login`. In a script, send the header `Authorization: Bearer <token>`.',
  { 'www-authenticate': 'Bearer realm="syncPulse"' },
);

export const WRONG_TOKEN = refusal(
  401,
  'UNAUTHORIZED',
  'This is not the token of this lab. Take the one that `serve` printed, or that is kept in its token file.',
  { 'www-authenticate': 'Bearer realm="syncPulse", error="invalid_token"' },
);
