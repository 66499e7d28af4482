import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';

const ANSWER = '0051 REGOK 2 127.0.0.1 5001 Node1 127.0.0.1 5002 No';

/** What the sockets alone can do: answers whatever comes with a frame as long as a REGOK, reading nothing. */
export async function bareServer(): Promise<{ tcpPort: number; udpPort: number; stop(): Promise<void> }> {
  const tcp = createServer({ noDelay: true }, (socket) => {
    socket.on('data', () => socket.write(ANSWER));
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => tcp.listen({ host: '127.0.0.1', port: 0, backlog: 1024 }, resolve));
  const udp = createSocket('udp4');
  udp.on('message', (_, remote) => udp.send(ANSWER, remote.port, remote.address));
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
  return {
    tcpPort: (tcp.address() as AddressInfo).port,
    udpPort: udp.address().port,
    stop: async () => {
      await new Promise((resolve) => tcp.close(resolve));
      await new Promise<void>((resolve) => udp.close(resolve));
    },
  };
}
