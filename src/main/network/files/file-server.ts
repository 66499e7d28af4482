import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Address } from '../../../shared/protocol/address';
import type { Runtime, Timer } from '../../runtime/runtime';
import type { Connection } from '../../transport/transport';
import { isLoopback } from '../frames/datagram-rate-limiter';
import type { FileSource } from './file-source';
import { sendFile } from './send-file';
import { SequentialRequests } from './sequential-requests';

/** What is shared, looked up by its exact name: a name is never a path. */
export interface SharedNames {
  find(name: string): FileSource | undefined;
  list(): readonly FileSource[];
}

/** Milliseconds in which the head of a request must be there, however slowly it drips in. */
const HEAD_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 5_000;

/** Requests that may wait on one connection for the answers before them. */
const MAX_WAITING = 16;

/**
 * Serves a peer's files by HTTP/1.1 on connections that its TCP port has taken: `GET /files`, and `GET` and `HEAD` of
 * `/files/<name>`, and of `/download/<name>` as older programs ask. It listens nowhere itself, and what it holds goes with the last connection.
 */
export class FileServer {
  readonly #runtime: Runtime;
  readonly #shared: SharedNames;
  readonly #clocks = new WeakMap<Duplex, Timer>();
  readonly #turns = new SequentialRequests(MAX_WAITING);
  #server: Server | undefined;

  readonly #host: string;
  readonly #onWrongHost: (from: Address) => void;

  /**
   * @param host what the peer calls itself in its messages; requests may name that, or where they arrive
   * @param onWrongHost called for each request that names another host, with its sender
   */
  constructor(
    runtime: Runtime,
    shared: SharedNames,
    host = '',
    onWrongHost: (from: Address) => void = () => undefined,
  ) {
    this.#onWrongHost = onWrongHost;
    this.#runtime = runtime;
    this.#shared = shared;
    this.#host = host.toLowerCase();
  }

  /** Takes over a connection whose first bytes, not read yet, are an HTTP request. */
  serve(connection: Connection): void {
    this.#server ??= this.#made();
    this.#await(connection, HEAD_TIMEOUT_MS);
    connection.once('close', () => this.#clocks.get(connection)?.cancel());
    this.#server.emit('connection', connection);
  }

  #made(): Server {
    // Its transport closes idle connections.
    const server = createServer({ noDelay: true, keepAliveTimeout: KEEP_ALIVE_MS });
    server.on('request', (request, response) => {
      const { socket } = request;
      this.#clocks.get(socket)?.cancel();
      this.#turns.run(
        request,
        response,
        () => this.#answer(request, response).catch(() => response.destroy()),
        () => this.#await(socket, KEEP_ALIVE_MS + HEAD_TIMEOUT_MS),
      );
    });
    return server;
  }

  /** Node enforces its own time limit for heads only on a server that listens; this one does not. */
  #await(connection: Duplex, within: number): void {
    this.#clocks.get(connection)?.cancel();
    if (connection.destroyed) return;
    this.#clocks.set(
      connection,
      this.#runtime.setTimer(within, () => connection.destroy()),
    );
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('Content-Security-Policy', "default-src 'none'; sandbox");
    const { method } = request;
    if (!this.#isNamed(request)) {
      this.#onWrongHost((request.socket as unknown as Connection).remote);
      response.setHeader('Connection', 'close');
      return refuse(
        request,
        response,
        421,
        'Ask for the address that this peer shows, not for another name.',
      );
    }
    // A body would be taken for the next request's head; nobody needs one here.
    if (
      request.headers['content-length'] !== undefined ||
      request.headers['transfer-encoding'] !== undefined
    ) {
      response.setHeader('Connection', 'close');
    }
    if (method !== 'GET' && method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return refuse(request, response, 405, 'Files are only read: use GET or HEAD.');
    }
    const name = nameIn(request.url ?? '');
    if (name === undefined) {
      return refuse(
        request,
        response,
        404,
        'There is nothing here. What this peer shares is listed at /files.',
      );
    }
    if (name === null) {
      return refuse(request, response, 400, 'That is not a file name. Write it percent-encoded, as UTF-8.');
    }
    if (name === '') return this.#list(request, response);
    const source = this.#shared.find(name);
    const file = await source?.open().catch(missing);
    if (!source || !file)
      return refuse(request, response, 404, 'This peer does not share a file of that name.');
    try {
      await sendFile(request, response, source.name, file);
    } finally {
      await file.close();
    }
  }

  /** A page may make its own name lead here (DNS rebinding), and read what is shared as if it were its own. */
  #isNamed({ headers, socket }: IncomingMessage): boolean {
    const { host } = headers;
    // No browser leaves it out.
    if (host === undefined) return true;
    const name = host
      .replace(/:\d+$/, '')
      .replace(/^\[(.*)\]$/, '$1')
      .toLowerCase();
    // The connection that was handed over.
    const { local } = socket as unknown as Connection;
    const here = local.ip.replace(/^::ffff:/, '');
    return name === here || name === this.#host || (name === 'localhost' && isLoopback(here));
  }

  #list(request: IncomingMessage, response: ServerResponse): void {
    const files = this.#shared.list().map(({ name, bytes }) => ({ name, bytes, path: pathOf(name) }));
    json(request, response, 200, { files });
  }
}

/** @returns where a peer serves the file, to be put behind its address */
export function pathOf(name: string): string {
  return `/files/${encodeURIComponent(name)}`;
}

/** @returns where older programs serve it */
export function olderPathOf(name: string): string {
  return `/download/${encodeURIComponent(name)}`;
}

/** @returns the file name, `''` for the list, undefined for another path, null where the name cannot be one */
function nameIn(url: string): string | undefined | null {
  const path = url.split('?', 1)[0] ?? '';
  if (path === '/files' || path === '/files/') return '';
  const encoded = /^\/(?:files|download)\/(.+)$/s.exec(path)?.[1];
  if (encoded === undefined) return undefined;
  try {
    const name = decodeURIComponent(encoded);
    return name.includes('\0') ? null : name;
  } catch {
    return null;
  }
}

/** A file that is gone is no file; anything else is a failure. */
function missing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ELOOP'))
    return;
  throw error;
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number, sentence: string): void {
  json(request, response, status, { code: status === 404 ? 'not-found' : 'bad-input', sentence });
}

function json(request: IncomingMessage, response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(request.method === 'HEAD' ? undefined : text);
}
