import { readFile } from 'node:fs/promises';
import { extname, isAbsolute, join, relative } from 'node:path';
import { isOwnPage } from './page-address';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** What the page may do: its own files, and nothing from elsewhere. Styles inline, because the canvas library sets some. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Answers the page's requests with the files of one folder and refuses everything outside of it.
 *
 * @param folder absolute path of the built page
 * @returns a handler that never throws: 400 for an address beyond reading, 403 outside the folder, 404, 405
 */
export function servePageFiles(folder: string): (request: Request) => Promise<Response> {
  return async ({ method, url }) => {
    if (method !== 'GET' && method !== 'HEAD') return refusal(405);
    if (!isOwnPage(url)) return refusal(403);
    const path = decodedPath(url);
    if (path === undefined) return refusal(400);
    const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
    const inside = relative(folder, file);
    if (inside.startsWith('..') || isAbsolute(inside)) return refusal(403);
    const type = TYPES[extname(file)];
    if (type === undefined) return refusal(404);
    try {
      return new Response(await readFile(file), { headers: headers(type) });
    } catch {
      return refusal(404);
    }
  };
}

/** Nothing without a plain spelling: no NUL, no backslash (a separator on Windows), no drive letter. */
function decodedPath(url: string): string | undefined {
  try {
    const path = decodeURIComponent(new URL(url).pathname);
    return /[\0\\:]/.test(path) ? undefined : path;
  } catch {
    return undefined;
  }
}

function headers(type: string): Record<string, string> {
  return {
    'content-type': type,
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-cache',
  };
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: headers('text/plain') });
}
