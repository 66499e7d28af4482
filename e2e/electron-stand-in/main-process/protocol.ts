import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UnknownToStandInError } from './loud';

interface Scheme {
  readonly scheme: string;
  readonly privileges?: Readonly<Record<string, boolean>>;
}
/** Without these the page has no origin, no storage, no `fetch` of its own files: it would work here and not there. */
const NEEDED = ['standard', 'secure', 'supportFetchAPI'];

type Handler = (request: Request) => Response | Promise<Response>;

/**
 * A plain Chromium knows no `app://`, so each host of the scheme is shown at an origin of its own on loopback,
 * `http://<host>.<scheme>.localhost:<port>`, secure like the original, and answered by the shell's own handler.
 */
let server: Server | undefined;
let listening: Promise<void> = Promise.resolve();
let declared: readonly Scheme[] = [];
let isReady: () => boolean = () => false;
const handlers = new Map<string, Handler>();

export const protocol = {
  registerSchemesAsPrivileged(schemes: readonly Scheme[]): void {
    if (isReady())
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    declared = schemes;
  },

  handle(scheme: string, handler: Handler): void {
    if (!isReady()) throw new Error('protocol.handle can only be called after app is ready');
    const found = declared.find((one) => one.scheme === scheme);
    if (!found) throw new UnknownToStandInError(`the scheme ${scheme}, which is not declared`);
    for (const name of NEEDED)
      if (!found.privileges?.[name])
        throw new UnknownToStandInError(`the scheme ${scheme} without the privilege ${name}`);
    handlers.set(scheme, handler);
    server ??= listen();
  },
};

/** Ties the protocols to the app whose readiness they ask about. */
export function protocolsBelongTo(app: { isReady(): boolean }): void {
  isReady = () => app.isReady();
}

function listen(): Server {
  const opened = createServer(async (request, response) => {
    const [host = '', scheme = ''] = (request.headers.host ?? '').split('.');
    const handler = handlers.get(scheme);
    if (!handler) return response.writeHead(404).end();
    const method = request.method ?? 'GET';
    const answer = await handler(new Request(`${scheme}://${host}${request.url}`, { method }));
    const body = Buffer.from(await answer.arrayBuffer());
    return response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(body);
  });
  listening = new Promise((resolve) => opened.listen(0, '127.0.0.1', resolve));
  return opened;
}

function port(): number {
  const address: AddressInfo | string | null = server?.address() ?? null;
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** @returns the address at which Chromium finds what the app calls `url` */
export async function toPage(url: string): Promise<string> {
  const { protocol: scheme, host, pathname, search, hash } = new URL(url);
  if (scheme === 'http:' || scheme === 'https:') return url;
  await listening;
  return `http://${host}.${scheme.slice(0, -1)}.localhost:${port()}${pathname}${search}${hash}`;
}

/** @returns what the app calls the address that Chromium shows */
export function fromPage(url: string): string {
  if (!URL.canParse(url)) return url;
  const { hostname, port: from, pathname, search, hash } = new URL(url);
  const [host, scheme, top] = hostname.split('.');
  if (top !== 'localhost' || Number(from) !== port() || scheme === undefined) return url;
  return `${scheme}://${host}${pathname}${search}${hash}`;
}
