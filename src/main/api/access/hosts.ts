import type { IncomingMessage } from 'node:http';
import { hostname } from 'node:os';
import { isWildcard } from '../../network/node/addresses';

const LOOPBACK = new Set(['127.0.0.1', '::1']);

/** @returns the host as written in a URL: an IPv6 address in brackets */
export function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

export interface Hosts {
  /** @returns the request's Host if it matches this server exactly, else undefined */
  hostOf(request: IncomingMessage): string | undefined;
  /** @returns whether the Origin is that of our own page, served under this Host */
  isOwnOrigin(origin: string, host: string): boolean;
}

/**
 * The host names of this server. A page on a name that an attacker has pointed at this machine (DNS
 * rebinding) sends that name as its Host, so anything but our own names is refused: the address as bound,
 * the local address of the connection, `localhost` on loopback, this machine's own name when
 * it listens everywhere, and what the user allows.
 *
 * @param allowed further `name:port` or `name` (any port in front of a proxy), as the browser will send them
 */
export function hostsOf(bound: string, allowed: readonly string[] = []): Hosts {
  const extra = new Set(allowed.map((name) => name.toLowerCase()));
  return {
    hostOf(request) {
      const sent = request.headers.host?.toLowerCase();
      if (sent === undefined) return undefined;
      return extra.has(sent) || ownHosts(request, bound).has(sent) ? sent : undefined;
    },
    isOwnOrigin(origin, host) {
      return origin === `http://${host}` || (extra.has(host) && origin === `https://${host}`);
    },
  };
}

function ownHosts(request: IncomingMessage, bound: string): Set<string> {
  const port = request.socket.localPort ?? 0;
  const reached = (request.socket.localAddress ?? '').replace(/^::ffff:/, '');
  const names = new Set([bound.toLowerCase(), reached]);
  if (LOOPBACK.has(reached)) for (const name of ['localhost', ...LOOPBACK]) names.add(name);
  if (isWildcard(bound)) names.add(hostname().toLowerCase());
  const hosts = new Set<string>();
  for (const name of names) {
    hosts.add(`${inUrl(name)}:${port}`);
    if (port === 80) hosts.add(inUrl(name));
  }
  return hosts;
}
