import type { ServerResponse } from 'node:http';

/** Sets headers on every response that restrict a browser to what our page needs. No CORS: no other origin may read. */
export function addSecurityHeaders(response: ServerResponse, host: string | undefined): void {
  response.setHeader('Content-Security-Policy', policyFor(host, "'none'"));
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
}

/** For a page with a form: it may be sent to this server, with its Origin, which a browser hides for `no-referrer`. */
export function allowForm(response: ServerResponse): void {
  response.setHeader('Content-Security-Policy', policyFor(undefined, "'self'"));
  response.setHeader('Referrer-Policy', 'same-origin');
}

function policyFor(host: string | undefined, formAction: string): string {
  // Safari's 'self' does not include WebSockets, so the socket's address is listed.
  const socket = host === undefined ? '' : ` ws://${host} wss://${host}`;
  return [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    `connect-src 'self'${socket}`,
    "worker-src 'self'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    `form-action ${formAction}`,
  ].join('; ');
}
