import { readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { Invitation, Starter } from '../../../shared/contract/network';
import { type Address, addressOf, keyOf } from '../../../shared/protocol/address';
import { resource } from '../../network/files/resources';
import { isWildcard } from '../../network/node/addresses';
import type { Overlay } from '../../network/overlay/overlay';
import { nextFreePort } from '../../transport/sockets/ports';

const STARTERS = [
  { language: 'Python', file: 'peer.py', run: 'python3 peer.py' },
  { language: 'Java', file: 'Peer.java', run: 'java Peer.java' },
  { language: 'Go', file: 'peer.go', run: 'go run peer.go' },
  { language: 'Node.js', file: 'peer.mjs', run: 'node peer.mjs' },
] as const;

/** First port offered to external peers, outside the range of the hosted peers. */
const FIRST_PORT = 6_001;

/** @returns the addresses of this network for other machines, and programs that can join it */
export async function joinInfo({ log, settings }: Overlay): Promise<Invitation> {
  const { bootstrap } = log.state;
  const runs = bootstrap.phase === 'running' || bootstrap.phase === 'elsewhere';
  const server = runs && bootstrap.address !== null ? addressOf(bootstrap.address) : null;
  const addresses =
    server === null
      ? []
      : bootstrap.phase === 'running'
        ? reachable(settings.bindHost, server)
        : [{ address: keyOf(server), reach: reachOf(server.ip), interface: '' }];
  const at = addresses[0]?.address ?? `${settings.bindHost}:${settings.bootstrapPort}`;
  const port = (await nextFreePort({ ip: '127.0.0.1', port: FIRST_PORT - 1 })) ?? FIRST_PORT;
  return {
    addresses,
    open: addresses.some(({ reach }) => reach === 'other machines'),
    starters: await Promise.all(STARTERS.map((starter) => readStarter(starter, port, at))),
  };
}

/**
 * @param bindHost where the server is bound; a wildcard is every interface
 * @param server the address that the server reports
 * @returns the addresses at which it can be reached; those for other machines come first
 */
export function reachable(
  bindHost: string,
  server: Address,
  interfaces: Readonly<
    Record<string, readonly { readonly address: string }[] | undefined>
  > = networkInterfaces(),
): Invitation['addresses'] {
  const places = Object.entries(interfaces).flatMap(([name, addresses]) =>
    (addresses ?? []).map(({ address }) => ({ name, ip: address })),
  );
  const entry = (ip: string) => ({
    address: keyOf({ ip, port: server.port }),
    reach: reachOf(ip),
    interface: places.find((place) => place.ip === ip)?.name ?? '',
  });
  // The address that the server reports comes first, since a person chose it in the settings.
  if (!isWildcard(bindHost)) return [entry(server.ip)];
  const bound = places.filter(({ ip }) => isIPv6(ip) === isIPv6(bindHost)).map(({ ip }) => ip);
  const all = [...new Set([server.ip, ...bound])].map(entry);
  return [
    ...all.filter(({ reach }) => reach === 'other machines'),
    ...all.filter(({ reach }) => reach === 'this machine'),
  ];
}

function reachOf(ip: string): 'this machine' | 'other machines' {
  return ip === 'localhost' || ip.startsWith('127.') || ip === '::1' ? 'this machine' : 'other machines';
}

async function readStarter(
  { language, file, run }: (typeof STARTERS)[number],
  port: number,
  at: string,
): Promise<Starter> {
  const source = await readFile(resource(join('starters', file)), 'utf8');
  return { language, file, command: `${run} anna ${port} ${at}`, source };
}
