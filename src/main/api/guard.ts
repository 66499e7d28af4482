import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Hosts } from './hosts';
import { type Refusal, refusal } from './refusal';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

type Verdict =
  | { readonly ok: true; readonly host: string }
  | { readonly ok: false; readonly refusal: Refusal };

/** Decides who is let in. Every request and every WebSocket upgrade passes through here before anything else. */
export interface Guard {
  /** Host and Origin: is the request meant for us, and from our own page or from no page? */
  checkPlace(request: IncomingMessage): Verdict;
  /** The token: by `Authorization: Bearer`, or by the cookie that opening `/?token=…` has set. */
  checkToken(request: IncomingMessage): Verdict;
  /** @returns the `Set-Cookie` for a right token, undefined for a wrong one */
  cookieFor(token: string): string | undefined;
}

/** @param port names the cookie, because cookies are shared by all the ports of a host */
export function createGuard(hosts: Hosts, token: string, port: number): Guard {
  const cookieName = `syncpulse-token-${port}`;
  const isToken = equalTo(token);

  const checkPlace = (request: IncomingMessage): Verdict => {
    const host = hosts.hostOf(request);
    if (host === undefined) return no(WRONG_HOST);
    const { origin } = request.headers;
    if (origin !== undefined && !hosts.isOwnOrigin(origin, host)) return no(WRONG_ORIGIN);
    return { ok: true, host };
  };

  return {
    checkPlace,
    checkToken(request) {
      const place = checkPlace(request);
      if (!place.ok) return place;
      const bearer = bearerOf(request);
      if (bearer !== undefined) return isToken(bearer) ? place : no(WRONG_TOKEN);
      const cookie = cookieOf(request, cookieName);
      if (cookie === undefined || !isToken(cookie)) return no(NO_TOKEN);
      // A browser adds the cookie by itself, so a request that it was led to must prove to be our own page's.
      return mayUseCookie(request) ? place : no(WRONG_ORIGIN);
    },
    cookieFor(given) {
      return isToken(given) ? `${cookieName}=${token}; HttpOnly; SameSite=Strict; Path=/` : undefined;
    },
  };
}

function mayUseCookie(request: IncomingMessage): boolean {
  const { origin, upgrade } = request.headers;
  if (origin !== undefined) return true;
  if (upgrade !== undefined || !SAFE_METHODS.has(request.method ?? '')) return false;
  // SameSite ignores ports: a page on another port of this machine still sends our cookie.
  const site = request.headers['sec-fetch-site'];
  const opensPage = request.headers['sec-fetch-mode'] === 'navigate' && !isApi(request);
  return site === undefined || site === 'same-origin' || site === 'none' || opensPage;
}

function isApi(request: IncomingMessage): boolean {
  return /^\/(api|generate|download|uploaded?)(?![a-z])/.test(request.url ?? '');
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

/** Compares digests, which are of one length, in a time that says nothing about where they differ. */
function equalTo(secret: string): (given: string) => boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const wanted = digest(secret);
  return (given) => timingSafeEqual(digest(given), wanted);
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
  'This lab asks for its token. In a browser, open the address that `serve` printed: it ends in `?token=…`. In a script, send the header `Authorization: Bearer <token>`.',
  { 'www-authenticate': 'Bearer realm="syncPulse"' },
);

export const WRONG_TOKEN = refusal(
  401,
  'UNAUTHORIZED',
  'This is not the token of this lab. Take the one that `serve` printed, or that is kept in its token file.',
  { 'www-authenticate': 'Bearer realm="syncPulse", error="invalid_token"' },
);
