import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import sirv from 'sirv';
import { page } from './page';
import { refusal, refuse } from './refusal';

const NOTHING_HERE = refusal(
  404,
  'NOT_FOUND',
  'There is nothing here. The lab is at `/`, its API at `/api/openapi.json`.',
);

/**
 * Serves the built window. Files are looked up for each request, so that a new build is served completely;
 * the browser may cache files that Vite named by their content.
 */
export function staticFiles(
  folder: string | undefined,
): (request: IncomingMessage, response: ServerResponse) => void {
  const serve =
    folder === undefined
      ? undefined
      : sirv(folder, {
          dev: true,
          etag: true,
          setHeaders(response, pathname) {
            if (pathname.startsWith('/assets/'))
              response.setHeader('Cache-Control', 'private, max-age=31536000, immutable');
          },
        });
  return (request, response) => {
    if (
      request.url?.split('?', 1)[0] === '/' &&
      (folder === undefined || !existsSync(join(folder, 'index.html')))
    ) {
      response.writeHead(503, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
      response.end(page('The window is not built yet', 'Run `npm run build`, then load this page again.'));
      return;
    }
    if (serve === undefined) refuse(request, response, NOTHING_HERE);
    else serve(request, response, () => refuse(request, response, NOTHING_HERE));
  };
}
