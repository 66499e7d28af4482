import type { ServerResponse } from 'node:http';

/** Puts on every answer what keeps a browser from doing more with it than our page needs. No CORS: nobody else may read. */
export function addSecurityHeaders(response: ServerResponse, host: string | undefined): void {
  // Safari's 'self' leaves out WebSockets, so the socket's address is named.
  const socket = host === undefined ? '' : ` ws://${host} wss://${host}`;
  const policy = [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    `connect-src 'self'${socket}`,
    "worker-src 'self'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ];
  response.setHeader('Content-Security-Policy', policy.join('; '));
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
}
