import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { readJson, readText } from '../http/body';
import { LOGIN_FORM, page } from '../http/page';
import { refusal, refuse } from '../http/refusal';
import type { BrowserSessions } from './browser-session';
import { WRONG_TOKEN } from './guard';
import { allowForm } from './security-headers';

/** Maximum size of the body with the code, in bytes. */
const MAX_EXCHANGE = 1_000_000;
const exchangeInput = z.strictObject({ code: z.string().max(64) });

/** Redirects a browser that has the token to an address without it, with a cookie. */
export function logIn(
  request: IncomingMessage,
  response: ServerResponse,
  sessions: BrowserSessions,
  token: string,
): void {
  if (!sessions.isToken(token))
    return refuse(request, response, { ...WRONG_TOKEN, asPage: request.method === 'POST' });
  const { cookie, location } = sessions.logIn();
  response.writeHead(request.method === 'POST' ? 303 : 302, {
    location,
    'set-cookie': cookie,
    'cache-control': 'no-store',
  });
  response.end();
}

/** `GET /login` returns the form for the token; `POST /login` receives the form. */
export async function serveLogin(
  request: IncomingMessage,
  response: ServerResponse,
  sessions: BrowserSessions,
): Promise<void> {
  if (request.method === 'POST') {
    const body = await readText(request);
    const token = body.ok ? new URLSearchParams(body.value).get('token') : undefined;
    return logIn(request, response, sessions, token?.trim() ?? '');
  }
  if (request.method !== 'GET') return refuse(request, response, GET_OR_POST);
  allowForm(response);
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(page('syncPulse', 'Enter the token of this lab. `serve` prints it at its start.', LOGIN_FORM));
}

/** Sends the page its key, once for each code. The caller has checked the cookie. */
export async function serveExchange(
  request: IncomingMessage,
  response: ServerResponse,
  sessions: BrowserSessions,
): Promise<void> {
  if (request.method !== 'POST') return refuse(request, response, ONLY_POST);
  const body = await readJson(request, MAX_EXCHANGE);
  if (!body.ok) return refuse(request, response, body.refusal);
  const input = exchangeInput.safeParse(body.value);
  const key = input.success ? sessions.exchange(input.data.code) : undefined;
  if (key === undefined) return refuse(request, response, USED_CODE);
  const text = JSON.stringify({ key });
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(text);
}

const GET_OR_POST = refusal(405, 'METHOD_NOT_ALLOWED', 'Use GET or POST here.', { allow: 'GET, POST' });
const ONLY_POST = refusal(405, 'METHOD_NOT_ALLOWED', 'Use POST here.', { allow: 'POST' });
const USED_CODE = refusal(
  403,
  'FORBIDDEN',
  'This login code was used before, or is too old. Enter the token again at `/login`.',
);
