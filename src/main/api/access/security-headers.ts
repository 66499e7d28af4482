import type { ServerResponse } from 'node:http';

/** Puts on every answer what keeps a browser from doing more with it than our page needs. No CORS: nobody else may read. */
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
  // Safari's 'self' leaves out WebSockets, so the socket's address is named.
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
