import { createSocket } from 'node:dgram';
import { createServer, isIPv6 } from 'node:net';
import type { Address } from '../../../shared/protocol/address';

/** Ports looked at before giving up. */
const TRIES = 50;

/** @returns the first port after the given one that nobody listens on (TCP and UDP) now, to be offered in its place */
export async function nextFreePort({ ip, port }: Address): Promise<number | undefined> {
  for (let candidate = port + 1; candidate <= Math.min(port + TRIES, 65_535); candidate += 1) {
    const at = { ip, port: candidate };
    if ((await whyNotListening(at)) === null && (await isFreeOnUdp(at))) return candidate;
  }
  return undefined;
}

/** @returns the code of the system's error where nobody can listen there by TCP now; null where one can */
export function whyNotListening({ ip, port }: Address): Promise<string | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error) => resolve('code' in error ? String(error.code) : error.message));
    probe.listen({ host: ip, port, exclusive: true }, () => probe.close(() => resolve(null)));
  });
}

function isFreeOnUdp({ ip, port }: Address): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createSocket(isIPv6(ip) ? 'udp6' : 'udp4');
    probe.once('error', () => probe.close(() => resolve(false)));
    probe.bind({ address: ip, port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
