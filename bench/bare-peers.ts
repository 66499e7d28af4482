import { createSocket, type Socket } from 'node:dgram';
import { type AddressInfo, createConnection, createServer, type Server } from 'node:net';
import pMap from 'p-map';

const AT_ONCE = 32;
/** A peer that joins makes one connection for its REG and one for each of two JOINs. */
const CONNECTIONS_EACH = 3;

/** As many sockets as so many peers have, and as many connections as their joining takes, with nothing in between. */
export async function barePeers(count: number): Promise<{ close(): Promise<void> }> {
  const servers: Server[] = [];
  const sockets: Socket[] = [];
  const open = async () => {
    const server = createServer((socket) => socket.on('data', (chunk) => socket.write(chunk)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.push(server);
    const { port } = server.address() as AddressInfo;
    const udp = createSocket('udp4');
    await new Promise<void>((resolve) => udp.bind(port, '127.0.0.1', resolve));
    sockets.push(udp);
    for (let made = 0; made < CONNECTIONS_EACH; made += 1) await exchange(port);
  };
  await pMap(Array.from({ length: count }), open, { concurrency: AT_ONCE });
  return {
    close: async () => {
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
      await Promise.all(sockets.map((socket) => new Promise<void>((resolve) => socket.close(resolve))));
    },
  };
}

function exchange(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('data', () => socket.destroy());
    socket.once('close', () => resolve());
    socket.once('error', reject);
    socket.write('0036 REG 129.82.123.45 5001 1234abcd');
  });
}
