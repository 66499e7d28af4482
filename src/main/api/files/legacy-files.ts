import { createServer, type IncomingMessage } from 'node:http';
import { ok, type Result } from '../../../shared/problem';
import { SequentialRequests } from '../../network/files/sequential-requests';
import type { Overlay } from '../../network/overlay/overlay';
import { apiLimitsOf, ConnectionLimits, TIMED_SERVER } from '../access/connection-limits';
import { type Hosts, hostsOf } from '../access/hosts';
import { addSecurityHeaders } from '../access/security-headers';
import { listen } from '../http/listen';
import { type Refusal, refusal, refuse } from '../http/refusal';
import { serveFiles } from './file-api';

export interface LegacyFilesOptions {
  readonly overlay: Overlay;
  /** 0 means any free port. */
  readonly port: number;
  /** The same folder as that of the API. */
  readonly uploadFolder: string;
}

export interface LegacyFiles {
  /** Of the root, with a slash at its end. */
  readonly url: string;
  /** Closes every connection at once. Idempotent. */
  stop(): Promise<void>;
}

/** There is no token here, so only this machine may reach it. */
const HOST = '127.0.0.1';
const MAX_WAITING_REQUESTS = 16;

/**
 * Serves `/generate`, `/download`, `/upload` and `/uploaded` on a separate port to clients of the predecessor
 * system, which send no token. Only programs of this machine reach it, and no page in a browser.
 */
export async function startLegacyFiles(options: LegacyFilesOptions): Promise<Result<LegacyFiles>> {
  const { overlay, uploadFolder } = options;
  const server = createServer(TIMED_SERVER);
  const limits = new ConnectionLimits(server, () => apiLimitsOf(overlay.settings), overlay.log);
  const bound = await listen(server, HOST, options.port, 'The file service for old clients');
  if (!bound.ok) return bound;
  const hosts = hostsOf(HOST);
  const files = serveFiles({ overlay, uploadFolder, onStall: () => limits.noteSlow(), legacy: true });
  const turns = new SequentialRequests(MAX_WAITING_REQUESTS);
  server.on('request', (request, response) =>
    turns.run(request, response, () => {
      response.once('close', () => limits.noteStatus(response.statusCode));
      addSecurityHeaders(response, undefined);
      const why = whyRefused(request, hosts);
      const handler = files((request.url ?? '/').split('?', 1)[0] ?? '/');
      if (!why && handler) return handler(request, response);
      refuse(request, response, { ...(why ?? NO_SUCH_PATH), withError: true });
    }),
  );
  return ok({
    url: `http://${HOST}:${bound.value}/`,
    async stop() {
      limits.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  });
}

/** A browser sends the origin or the site of the page that made a request; every browser sends the Host. */
function whyRefused(request: IncomingMessage, hosts: Hosts): Refusal | undefined {
  const { host, origin, 'sec-fetch-site': site } = request.headers;
  if (host !== undefined && hosts.hostOf(request) === undefined) return WRONG_HOST;
  return origin !== undefined || (site !== undefined && site !== 'none') ? FROM_A_PAGE : undefined;
}

const WRONG_HOST = refusal(
  403,
  'WRONG_HOST',
  'This server does not go by the name in the Host header. Use 127.0.0.1 and its port.',
);
const FROM_A_PAGE = refusal(403, 'WRONG_ORIGIN', 'This service is for programs, not for pages in a browser.');
const NO_SUCH_PATH = refusal(
  404,
  'NOT_FOUND',
  'There are only `/generate`, `/download/{file_name}`, `/upload` and `/uploaded/{file_name}` here.',
);
